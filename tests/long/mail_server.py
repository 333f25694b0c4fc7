"""A mail server as a process of its own: `python -m tests.long.mail_server PORT FOLDER`. Each message becomes a file, then it answers.

While there is a file `silent` in the folder it keeps messages and does not answer: the moment in which nobody can know.
"""

from __future__ import annotations

import asyncio
import os
import sys
import uuid
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

# Seconds before it takes a receiver: the most of a message's time, so that who is killed is killed in the middle of one.
SLOW = 0.1
SILENT = "silent"


class Keeper:
    """Keeps what it is given in a folder, on the disk before it says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(SLOW)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        path = self.folder / uuid.uuid4().hex
        with path.with_suffix(".part").open("wb") as file:
            file.write(envelope.content)
            file.flush()
            os.fsync(file.fileno())
        path.with_suffix(".part").rename(path.with_suffix(".eml"))
        while (self.folder / SILENT).exists():
            await asyncio.sleep(0.02)
        return "250 OK"


def arrived(folder: Path) -> list[str]:
    """The Message-ID of each message that was kept, once for each copy."""
    return [str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in folder.glob("*.eml")]


async def serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeper(folder)), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
