from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "smaajob.jobs"
    label = "jobs"
