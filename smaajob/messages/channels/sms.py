"""SMS through a gateway: one POST with JSON, shaped by SMS_BODY (docs/operations.md).

The row's public id goes along, in the header Idempotency-Key and as {id}, so that a gateway that knows one of them sends once
even where we must ask twice.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from smaajob.environment import SmsGateway
from smaajob.jobs.run import GiveUp, Later
from smaajob.messages.channels import Unknown
from smaajob.messages.models import Message

TIMEOUT = 20  # seconds
# The gateway has read the order and found it impossible; every other refusal is about us or about now.
IMPOSSIBLE = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


def send(message: Message, hand_over: Callable[[], None]) -> None:
    """Send an SMS. Raises Later or GiveUp where the gateway surely has not taken it, Unknown where it may have."""
    gateway: SmsGateway | None = settings.SMS_GATEWAY
    if gateway is None:
        raise GiveUp(_("Der er ikke sat en sms-tjeneste op her."))
    link = _link(gateway)
    try:
        try:
            link.connect()
        except OSError as error:
            raise Later(_("Sms-tjenesten svarer ikke.")) from error
        hand_over()
        _judge(_answer(link, gateway, message))
    finally:
        link.close()


def order(gateway: SmsGateway, message: Message) -> Any:
    """What is posted: the gateway's body with its words filled in."""
    words = {"to": message.address, "from": gateway.sender, "text": message.text, "id": str(message.public_id)}
    return _filled(gateway.body, words)


def _filled(shape: Any, words: dict[str, str]) -> Any:
    if isinstance(shape, dict):
        return {key: _filled(value, words) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, words) for value in shape]
    if not isinstance(shape, str):
        return shape
    # Once through, so that nothing in a text is taken for one of the words.
    parts = shape.split("{")
    return parts[0] + "".join(_part(part, words) for part in parts[1:])


def _part(part: str, words: dict[str, str]) -> str:
    name, sign, rest = part.partition("}")
    return words[name] + rest if sign and name in words else "{" + part


def _link(gateway: SmsGateway) -> http.client.HTTPConnection:
    parts = urlsplit(gateway.url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)


def _answer(link: http.client.HTTPConnection, gateway: SmsGateway, message: Message) -> int:
    parts = urlsplit(gateway.url)
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(message.public_id)}
    if gateway.authorization:
        headers["Authorization"] = gateway.authorization
    body = json.dumps(order(gateway, message), ensure_ascii=False).encode()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        link.request("POST", target, body, headers)
        return link.getresponse().status
    except (http.client.HTTPException, OSError) as error:
        raise Unknown(_("Sms-tjenesten gik væk, før den havde svaret.")) from error


def _judge(status: int) -> None:
    if 200 <= status < 300:
        return
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        raise Unknown(_("Sms-tjenesten svarede ikke i tide."))
    if status in IMPOSSIBLE:
        raise GiveUp(_("Sms-tjenesten kan ikke sende til nummeret (%(code)s).") % {"code": status})
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise Later(_("Sms-tjenesten ville ikke lukke os ind (%(code)s).") % {"code": status})
    raise Later(_("Sms-tjenesten tager ikke imod nu (%(code)s).") % {"code": status})
