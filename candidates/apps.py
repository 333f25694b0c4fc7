from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"

    def ready(self) -> None:
        from candidates import erasing, files, held, history, joining, shown
        from smaajob import held as held_below

        joining.register()
        files.say_how_people_are_found()
        shown.register()
        history.register()
        held.register()
        held_below.register()
        erasing.register()
