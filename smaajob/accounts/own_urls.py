"""What a user does with their own account and sessions; under /konto/, as signing in is (smaajob.accounts.signing)."""

from django.urls import path

from smaajob.accounts import idle_views

urlpatterns = [
    path("bliv/", idle_views.stay, name="stay"),
]
