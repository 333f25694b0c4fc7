from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"

    def ready(self) -> None:
        from candidates import files, joining, policies

        policies.say()
        joining.register()
        files.say_how_people_are_found()
