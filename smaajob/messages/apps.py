from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "smaajob.messages"
    label = "outbox"  # "messages" is Django's own
