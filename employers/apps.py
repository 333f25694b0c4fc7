from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "employers"

    def ready(self) -> None:
        from employers import company
        from smaajob import navigation
        from smaajob.accounts import behalf

        behalf.register("employer", company.name_of)
        navigation.count("employers:registrations", company.how_many_wait)
