"""What a user does with their own account and sessions; under /konto/, as signing in is (smaajob.accounts.signing)."""

from django.urls import path

from smaajob.accounts.views import idle, own, sessions, step_up

urlpatterns = [
    path("mig/", own.my_account, name="my_account"),
    path("mig/telefon/", own.new_phone, name="new_phone"),
    path("mig/email/", own.new_email, name="new_email"),
    path("mig/kode/", own.confirm_address, name="confirm_address"),
    path("enheder/", sessions.devices, name="usersessions_list"),
    path("kode/", step_up.step_up, name="step_up"),
    path("kode/svar/", step_up.answer, name="step_up_answer"),
    path("bliv/", idle.stay, name="stay"),
]
