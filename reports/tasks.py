"""The work behind an order: figures, document, hash. Celery finds it here; smaajob.jobs does the rest."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reports import figures
from reports.documents import pdf
from reports.extent import Extent, apart, one_moment
from reports.models import Report
from reports.publish import Content, Maker, publish
from reports.values import Plain
from smaajob.audit.models import record
from smaajob.jobs.run import Claim, register


def make_report(report: Report, claim: Claim) -> dict[str, Any]:
    """Make one ordered report. Returns the fields to set: they are written in one UPDATE with the mark that it is done."""
    extent = Extent(report.first_day, report.last_day, report.programme, report.municipality, report.keeper)
    maker = Maker(report.keeper, report.ordered_by)
    claim.tell(5, _("Regner tallene ud"))
    measures, content, data_as_of = apart(lambda: count(extent, maker))
    claim.tell(60, _("Sætter rapporten op"))
    document = pdf.render(content)
    claim.tell(95, _("Gemmer rapporten"))
    digest = hashlib.sha256(document).hexdigest()
    record("report.make", report, by=None, changes={"document_hash": [None, digest]})
    return {
        "figures": {"measures": measures, "published": content},
        "document": document,
        "document_hash": digest,
        "data_as_of": data_as_of,
    }


def count(extent: Extent, maker: Maker) -> tuple[dict[str, Plain], Content, datetime]:
    """The measures as JSON, the report's content and the moment that both show."""
    zone = maker.organisation.zone if maker.organisation else timezone.get_default_timezone()
    with timezone.override(zone), one_moment() as data_as_of:
        found = figures.compute(extent)
        return figures.as_json(found), publish(extent, found, maker, data_as_of), data_as_of


register(Report, make_report)
