"""A real mail server and a real SMS gateway, in threads of the test's own process."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from smaajob.environment import MailServer, SmsGateway
from smaajob.messages import tasks  # noqa: F401  registers how messages are sent

# It writes whole addresses in the log, where no test person's may stand.
logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass
class Mailbox:
    """What arrived, and what the server is to say. `answers` maps a command (RCPT, DATA) to what it answers, else 250."""

    arrived: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    before_answer: Any = None
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.arrived.append(mail)
        if self.before_answer:
            self.before_answer(server)
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server that takes everything, until it is told otherwise."""
    box = Mailbox()
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        box.port = trial.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    settings.MAIL_SERVER = MailServer("127.0.0.1", box.port, "", "", "none")
    settings.MAIL_FROM = "Småjob <smaajob@kommunen.example>"
    yield box
    controller.stop()


@dataclass
class Gateway:
    """What was posted: (headers, JSON); `status` is the answer, None breaks off without one."""

    posted: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    status: int | None = 200
    url: str = ""


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """An SMS gateway that takes everything, until it is told otherwise."""
    seen = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            seen.posted.append((dict(self.headers), json.loads(content)))
            if seen.status is not None:
                self.send_response(seen.status)
                self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    seen.url = f"http://127.0.0.1:{server.server_port}/send"
    body = {"to": "{to}", "from": "{from}", "text": "{text}", "id": "{id}"}
    settings.SMS_GATEWAY = SmsGateway(seen.url, "Bearer hemmelig", "Smaajob", body)
    yield seen
    server.shutdown()
    server.server_close()
    thread.join()
