from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "smaajob.jobs"
    label = "jobs"

    def ready(self) -> None:
        from smaajob.jobs import policies

        policies.say()
