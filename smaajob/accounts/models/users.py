"""People who sign in."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from smaajob.fields import choice_known
from smaajob.phones import phone_number

# A code to sign in with: so long it holds, is said to hold, and is worth sending.
CODE_MINUTES = 15


class Channel(models.TextChoices):
    """How a person wants to hear from us."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    LETTER = "letter", _("Brev")


class UserManager(BaseUserManager["User"]):
    """Users are known by e-mail, or where they have none by phone."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> User:
        """Make a user; the address is stored in lower case. Without a password they sign in with a code."""
        user = self.model(email=(email or "").strip().lower() or None, **fields)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. `phone_number` is the phone as one number (+4512345678), for SMS and codes; `phone` as it is written."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # NULL where there is none: the address is unique, and many have none.
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    name = models.CharField(_("navn"), max_length=200)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    phone_number = models.CharField(max_length=20, blank=True, editable=False)
    language = models.CharField(_("sprog"), max_length=5, default="da")
    channel = models.CharField(_("beskeder"), max_length=10, choices=Channel, default=Channel.EMAIL)
    session_version = models.PositiveIntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=~Q(email=""), name="user_email_or_none"),
            models.CheckConstraint(
                condition=Q(phone_number="") | Q(phone_number__regex=r"^\+[0-9]{6,15}$"), name="user_phone_number"
            ),
            choice_known("channel", Channel, "user_channel_known"),
        ]
        indexes = [models.Index(fields=["phone_number"], condition=~Q(phone_number=""), name="user_by_phone_number")]

    def __str__(self) -> str:
        return self.name or self.email or ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps `phone_number` in step with `phone`."""
        self.phone_number = phone_number(self.phone)
        fields = kwargs.get("update_fields")
        if fields is not None and "phone" in fields:
            kwargs["update_fields"] = {*fields, "phone_number"}
        super().save(*args, **kwargs)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session holds as long as the password and `session_version` do: `sign_out_everywhere` counts it up."""
        salt = "smaajob.accounts.User.session"
        value = f"{self.password}:{self.session_version}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()
