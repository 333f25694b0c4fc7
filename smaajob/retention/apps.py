from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "smaajob.retention"

    def ready(self) -> None:
        from smaajob import navigation
        from smaajob.retention import below
        from smaajob.retention.models import Run

        below.register()
        navigation.count("retention", lambda scope: Run.objects.all().waiting_for(scope), always_there=True)
