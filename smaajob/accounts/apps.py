from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "smaajob.accounts"
    label = "accounts"

    def ready(self) -> None:
        # The web process must know the Celery application to nudge the worker.
        from smaajob import celery  # noqa: F401
