from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy


def plain_messages() -> None:
    """In the place of Django's own words, where a field has none of ours. Before any form is made."""
    forms.Field.default_error_messages["required"] = gettext_lazy("Udfyld feltet.")


class AccountsConfig(AppConfig):
    name = "smaajob.accounts"
    label = "accounts"

    def ready(self) -> None:
        # The web process must know the Celery application to nudge the worker.
        from django.contrib.auth.signals import user_logged_in

        from smaajob import celery  # noqa: F401
        from smaajob.accounts import policies
        from smaajob.accounts.idle import on_signing_in

        policies.say()
        plain_messages()
        # Django's own hook, since a password, a code, a link and an invitation have nothing else in common.
        user_logged_in.connect(on_signing_in, dispatch_uid="smaajob.accounts.idle")
