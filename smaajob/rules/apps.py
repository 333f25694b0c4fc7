from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "smaajob.rules"
    label = "rules"
