"""What somebody's rows say, as a zip of JSON and files: made just before they go."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from smaajob.files.models import StoredFile
from smaajob.retention import registry
from smaajob.retention.registry import Family

MOST_FILES = 60 * 2**20  # bytes; what is more is named in the copy and not in it
_SECRET = ("_encrypted", "_hash", "password", "token_hash", "content", "copy", "trace", "upload", "document")


def copy_of(family: Family) -> bytes:
    """All rows that a rule finds, by model, with the files beside them."""
    data: dict[str, list[Any]] = {}
    for rule in registry.rules():
        rows = rule.found(family)
        if rows is None or rule.model == "drafts.draft":
            continue
        told = [{**_columns(row), **(rule.copied(row) if rule.copied else {})} for row in rows]
        if told:
            data[rule.model] = told
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        data["filer_udeladt"] = _add_files(archive, family)
        archive.writestr("oplysninger.json", json.dumps(data, cls=_Encoder, ensure_ascii=False, indent=1))
    return stream.getvalue()


def _columns(row: models.Model) -> dict[str, Any]:
    fields = [one for one in row._meta.concrete_fields if not one.generated and not one.name.endswith(_SECRET)]
    return {one.attname: getattr(row, one.attname) for one in fields if one.attname not in row.get_deferred_fields()}


def _add_files(archive: zipfile.ZipFile, family: Family) -> list[str]:
    room, left_out = MOST_FILES, []
    rows = StoredFile.objects.filter(about_id__in=family.all_ids).order_by("pk")
    for pk, size in list(rows.values_list("pk", "size")):
        if size > room:
            left_out.append(str(rows.values_list("name", flat=True).get(pk=pk)))
            continue
        one = rows.get(pk=pk)
        archive.writestr(f"filer/{one.public_id}", one.read())
        room -= size
    return left_out


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        """A window or whatever else has no other form is written as people read it."""
        try:
            return super().default(value)
        except TypeError:
            return str(value)
