"""What somebody has typed in a form and not saved yet: kept by itself, for them alone, encrypted."""

from __future__ import annotations

import uuid

from django.db import models

from smaajob.accounts.models import Kept, User

NOTHING_YET = uuid.UUID(int=0)


class Draft(Kept):
    """`form` names the form, `subject_id` the row it is about (NOTHING_YET for a new one); `content` is JSON, encrypted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    subject_id = models.UUIDField(default=NOTHING_YET)
    content = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "keeper", "form", "subject_id"], name="draft_one_of_a_form"),
        ]

    def __str__(self) -> str:
        return self.form
