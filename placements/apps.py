from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"

    def ready(self) -> None:
        from placements import erasing, held, shown

        shown.register()
        held.register()
        erasing.register()
