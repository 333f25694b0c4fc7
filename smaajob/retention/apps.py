from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "smaajob.retention"

    def ready(self) -> None:
        from smaajob.retention import below

        below.register()
