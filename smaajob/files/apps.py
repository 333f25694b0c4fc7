from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "smaajob.files"
    label = "files"
