"""What a user does with their own account and sessions; under /konto/, as signing in is (smaajob.accounts.signing)."""

from django.urls import path

from smaajob.accounts import idle_views, own_views, session_views, step_up

urlpatterns = [
    path("mig/", own_views.my_account, name="my_account"),
    path("mig/telefon/", own_views.new_phone, name="new_phone"),
    path("mig/email/", own_views.new_email, name="new_email"),
    path("mig/kode/", own_views.confirm_address, name="confirm_address"),
    path("enheder/", session_views.devices, name="usersessions_list"),
    path("kode/", step_up.step_up, name="step_up"),
    path("kode/svar/", step_up.answer, name="step_up_answer"),
    path("bliv/", idle_views.stay, name="stay"),
]
