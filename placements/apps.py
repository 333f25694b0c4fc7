from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"

    def ready(self) -> None:
        from placements import erasing, held, policies, shown, taken

        policies.say()
        shown.register()
        held.register()
        erasing.register()
        taken.register()
