from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"

    def ready(self) -> None:
        from placements import erasing, held, policies, shown, taken
        from placements.actions import proposal_hooks

        policies.say()
        shown.register()
        held.register()
        erasing.register()
        taken.register()
        proposal_hooks.register()
