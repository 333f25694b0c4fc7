from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "smaajob.audit"
    label = "audit"
