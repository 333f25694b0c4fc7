"""What stands on a locked phone and in a list of mail tells nobody why somebody knows the municipality."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from smaajob.messages.models import MessageKind

FOLDER = Path(settings.ROOT) / "templates" / "outbox"
OPEN_TEXTS = sorted([*FOLDER.glob("*/subject.txt"), *FOLDER.glob("*/sms.txt")])
# A link, a code and how long it holds; and who invites a mentor or a colleague, who else would not dare to open it.
MAY_BE_FILLED_IN = {"url", "code", "minutes", "organisation"}
MAY_BE_CALLED = {"organisation": "keeper.name"}
# Words that say what somebody's matter is. The name of this program is let be.
TELLING = re.compile(
    r"ledig|kontanthjælp|ydelse|sygedag|fleksjob|pension|jobcenter|kommunens|sagsbehandler|konsulent|handicap|skånehensyn|"
    r"praktik|aktivering|indsats|forløb|cpr|diagnose|beskæftig|\bjob\b|mentor|værge|kandidat|borger",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", OPEN_TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_subject_and_an_sms_name_nobody_and_no_reason(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    filled_in = {re.split(r"[|.]", one)[0] for one in re.findall(r"{{\s*([^}\s]+)", text)}
    assert filled_in <= MAY_BE_FILLED_IN
    assert dict(re.findall(r"\b(\w+)=([\w.|]+)", text)).items() <= MAY_BE_CALLED.items()
    assert not TELLING.findall(re.sub(r"{[{%].*?[}%]}", lambda tag: " ".join(re.findall(r'"([^"]*)"', tag[0])), text))


def test_each_kind_is_looked_at() -> None:
    assert {path.parent.name for path in OPEN_TEXTS} == set(MessageKind.values)
