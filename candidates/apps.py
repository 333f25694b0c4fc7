from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"

    def ready(self) -> None:
        from candidates import erasing, files, held, history, joining, policies, shown
        from smaajob import held as held_below

        policies.say()
        joining.register()
        files.say_how_people_are_found()
        shown.register()
        history.register()
        held.register()
        held_below.register()
        erasing.register()
