"""E-mail over SMTP, one message a connection, with the last step kept apart from all before it.

A server has a message when it has answered to the line with a single dot. Until that line is sent nothing has been handed over,
whatever breaks; so everything else goes first, then `hand_over` is called, then the dot.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from smaajob.environment import MailServer
from smaajob.jobs.run import GiveUp, Later
from smaajob.messages.channels import Unknown
from smaajob.messages.models import Message

TIMEOUT = 20  # seconds, for each answer
_SPECIAL = str.maketrans(dict.fromkeys('()<>@,:;\\".[]', " "))
SEVEN_BITS = SMTP.clone(cte_type="7bit")


def send(message: Message, hand_over: Callable[[], None]) -> None:
    """Send an e-mail. Raises Later or GiveUp where the server surely has not got it, Unknown where it may have."""
    server: MailServer | None = settings.MAIL_SERVER
    if server is None:
        raise GiveUp(_("Der er ingen mailserver."))
    content = written(message)
    try:
        with _connected(server) as link:
            _offer(link, message.address, content)
            hand_over()
            _finish(link)
    except smtplib.SMTPAuthenticationError as error:
        raise Later(_("Mailserveren ville ikke lukke os ind.")) from error
    except smtplib.SMTPResponseException as error:
        raise Later(_("Mailserveren tager ikke imod nu (%(code)s).") % {"code": error.smtp_code}) from error
    except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
        raise Later(_("Forbindelsen til mailserveren kan ikke gøres sikker.")) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Later(_("Mailserveren svarer ikke.")) from error


def written(message: Message) -> bytes:
    """The e-mail as it goes over the wire. Its Message-ID is the row's own, so a second copy can be known as one."""
    sender_name, sender = parseaddr(settings.MAIL_FROM)
    mail = EmailMessage(policy=SEVEN_BITS)
    mail["From"] = Address(sender_name, addr_spec=sender)
    mail["To"] = _receiver(message.name, message.address)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.ordered_at)
    mail["Message-ID"] = f"<{message.public_id}@{sender.rpartition('@')[2]}>"
    # No "out of office" and no answer by a machine.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    mail["Content-Language"] = message.language  # last: what is set before goes to the first part
    content = mail.as_bytes()
    return content if content.endswith(b"\r\n") else content + b"\r\n"


def _receiver(name: str, address: str) -> Address:
    local, _at, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if not domain.isascii() else domain
        if not local or not local.isascii():
            raise ValueError("no local part that every server takes")
        # A name is shown to the receiver only. A line's end in it would be a header of its own; and the library forgets the
        # quotes around a name that it folds, so that a comma or an @ in a long one would be somebody else's address.
        shown = " ".join(name.translate(_SPECIAL).split())
        return Address(shown, addr_spec=f"{local}@{ascii_domain}")
    except (ValueError, IndexError, MessageError) as error:
        raise GiveUp(_("E-mailadressen kan ikke bruges. Er den skrevet rigtigt?")) from error


class _Link(smtplib.SMTP):
    """Takes leave without waiting for the answer: until the row says that the message went, each moment is one to die in."""

    def __exit__(self, kind: object, *_rest: object) -> None:
        try:
            if kind is None:
                self.putcmd("QUIT")
        except (smtplib.SMTPException, OSError):
            pass  # it has the message, and said so
        finally:
            self.close()


class _SafeLink(_Link, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


def _connected(server: MailServer) -> _Link:
    safe = ssl.create_default_context()
    name = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2]
    if server.tls == "ssl":
        link: _Link = _SafeLink(server.host, server.port, local_hostname=name, timeout=TIMEOUT, context=safe)
    else:
        link = _Link(server.host, server.port, local_hostname=name, timeout=TIMEOUT)
    try:
        if server.tls == "starttls":
            link.starttls(context=safe)
        if server.user:
            link.login(server.user, server.password)
        link.ehlo_or_helo_if_needed()
    except BaseException:
        link.close()
        raise
    return link


def _offer(link: _Link, address: str, content: bytes) -> None:
    """All but the last line."""
    sender = parseaddr(settings.MAIL_FROM)[1]
    receiver = _receiver("", address).addr_spec
    code, said = link.mail(sender)
    if code != 250:
        raise smtplib.SMTPResponseException(code, said)
    code, said = link.rcpt(receiver)
    if code >= 500:
        raise GiveUp(_("Mailserveren siger, at adressen ikke findes (%(code)s).") % {"code": _code(code, said)})
    if code not in (250, 251):
        raise smtplib.SMTPResponseException(code, said)
    code, said = link.docmd("DATA")
    if code != 354:
        raise smtplib.SMTPResponseException(code, said)
    link.send(re.sub(rb"(?m)^\.", b"..", content))


def _finish(link: _Link) -> None:
    """The line with a dot, and what the server says to it."""
    try:
        link.send(b".\r\n")
        code, said = link.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Unknown(_("Mailserveren gik væk, før den havde svaret.")) from error
    if code == 250:
        return
    if code >= 500:
        raise GiveUp(_("Mailserveren vil ikke have beskeden (%(code)s).") % {"code": _code(code, said)})
    raise smtplib.SMTPResponseException(code, said)


def _code(code: int, said: bytes) -> str:
    """`550 5.1.1`: the numbers only, since what else the server says may hold the address."""
    more = re.match(rb"[245]\.\d{1,3}\.\d{1,3}", said)
    return f"{code} {more[0].decode()}" if more else str(code)
