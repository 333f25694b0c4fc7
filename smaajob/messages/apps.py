from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "smaajob.messages"
    label = "outbox"  # "messages" is Django's own

    def ready(self) -> None:
        from smaajob.audit import people
        from smaajob.messages.models import Message

        people.register(Message, lambda one: one.about_id if people.are_people(one.about_kind) else None)
