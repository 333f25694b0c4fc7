from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"

    def ready(self) -> None:
        from placements import erasing, held, policies, shown
        from placements.actions import proposal_hooks

        policies.say()
        shown.register()
        held.register()
        erasing.register()
        proposal_hooks.register()
