"""How a failed message is sent again, and which letters are printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Channel


class RetryForm(forms.Form):
    """`ways` are the channels that the message can go by, the one that failed first."""

    channel = forms.ChoiceField(label=_("Hvordan skal den sendes?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(Channel.choices)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way, words[Channel(way)]) for way in ways]
        field.initial = ways[0] if ways else None
        if len(ways) == 1:
            field.widget = forms.HiddenInput()
