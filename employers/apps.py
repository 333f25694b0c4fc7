from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "employers"

    def ready(self) -> None:
        from employers import company, erasing, files, policies, receiving
        from smaajob import navigation
        from smaajob.accounts import behalf

        policies.say()
        behalf.register("employer", company.name_of)
        files.say_how_workplaces_are_found()
        receiving.register()
        erasing.register()
        navigation.count("employers:registrations", company.who_waits)
