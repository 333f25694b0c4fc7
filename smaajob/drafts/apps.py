from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "smaajob.drafts"
    label = "drafts"
