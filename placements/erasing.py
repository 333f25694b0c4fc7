"""What becomes of a person's placements when they are erased: they stay as counts, without papers and plans (ADR 11)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from placements import models as here
from placements.actions.imports import without_values
from placements.exchange.trace import Trace
from placements.models import ExportJob, ImportJob, LawCheck, Merge, Placement, Proposal
from smaajob.archive import new_external_id
from smaajob.jobs.models import JobState
from smaajob.retention.registry import (
    Ending,
    Family,
    How,
    Rule,
    along,
    register_ending,
    register_lock,
    register_rules,
)


def register() -> None:
    """Tell the floor below. Called when the app is ready."""
    register_ending("personer", _ending)
    register_lock(_lock)
    register_rules("placements", RULES)


def _ending() -> Ending:
    """Over when no placement is open; the last day of the last one."""
    mine = Placement.objects.filter(candidate=OuterRef("pk"))
    last = mine.order_by().values("candidate").annotate(last=Max("actual_end")).values("last")[:1]
    return Ending(last_day={"placement_last": Subquery(last)}, open=Exists(mine.not_ended()))


def _lock(family: Family) -> None:
    rows = Placement.everything.select_for_update(no_key=True, of=("self",)).filter(candidate__in=family.pks)
    list(rows.order_by("pk").values_list("pk"))
    proposals = Proposal.objects.select_for_update(no_key=True, of=("self",)).filter(candidate__in=family.pks)
    list(proposals.order_by("pk").values_list("pk"))


def _emptied(_row: Placement) -> dict[str, Any]:
    return {"external_id": new_external_id(), "erased": True}


def _merges(family: Family) -> QuerySet[Merge]:
    return Merge.objects.filter(Q(kept_id__in=family.all_ids) | Q(gone_id__in=family.all_ids))


def _law_checks(family: Family) -> QuerySet[LawCheck]:
    mine = Q(placement__candidate__in=family.pks) | Q(proposal__candidate__in=family.pks)
    return LawCheck.objects.filter(mine)


def _forget_imports(family: Family) -> int:
    """Of each import that touched the person: what its undo needs, and what its result quotes. A quote names anybody, so all go."""
    forgotten = 0
    rows = ImportJob.objects.select_for_update(no_key=True).filter(keeper=family.keeper, state=JobState.DONE)
    for job in rows.defer("upload").filter(Q(trace__isnull=False) | ~Q(result__has_key="forgotten")).order_by("pk"):
        changed = []
        if job.trace is not None and _touches(Trace.unpack(bytes(job.trace)), family):
            job.trace = None
            changed.append("trace")
        if job.result is not None and not job.result.get("forgotten"):
            job.result = without_values(job.result)
            changed.append("result")
        if changed:
            job.save(update_fields=changed)
            forgotten += 1
    return forgotten


def _touches(trace: Trace, family: Family) -> bool:
    mine = {"candidates.candidate": set(family.pks)}
    mine["placements.placement"] = set(
        Placement._base_manager.filter(candidate__in=family.pks).values_list("pk", flat=True)
    )
    touched = {label: {*trace.created.get(label, ()), *trace.changed.get(label, ())} for label in mine}
    beside = any(
        row.get("candidate_id") in mine["candidates.candidate"]
        or row.get("placement_id") in mine["placements.placement"]
        for rows in trace.deleted.values()
        for row in rows.values()
    )
    return beside or any(touched[label] & pks for label, pks in mine.items())


def _forget_exports(family: Family) -> int:
    """A file from before has the person in it; it can be ordered anew."""
    return ExportJob.objects.filter(keeper=family.keeper, content__isnull=False).update(content=None)


def _rule(model: Any, path: str, how: How, why: str, **more: Any) -> Rule:
    return Rule(model._meta.label_lower, how, why, rows=along(model, path), **more)


RULES = [
    _rule(here.Attendance, "candidate", How.DELETE, "whether the person came, and why not", name=_("Fremmøder")),
    _rule(here.EmployerAsk, "candidate", How.DELETE, "whom a workplace asked for", name=_("Ønsker fra arbejdspladser")),
    _rule(
        here.Proposal, "candidate", How.DELETE, "what was proposed and answered; no figure counts it", name=_("Forslag")
    ),
    _rule(here.WaitingEntry, "candidate", How.DELETE, "what the person waited for", name=_("Pladser på ventelister")),
    _rule(
        here.Shift, "candidate", How.DELETE, "when the person was expected where; no figure counts it", name=_("Vagter")
    ),
    _rule(
        here.Pattern,
        "placement__candidate",
        How.DELETE,
        "the week that the person's shifts were planned by",
        name=_("Ugeplaner"),
    ),
    _rule(
        here.Signature,
        "agreement__placement__candidate",
        How.DELETE,
        "names of those who signed what is erased",
        name=_("Underskrifter"),
    ),
    _rule(
        here.AgreementStep,
        "agreement__placement__candidate",
        How.DELETE,
        "when the person was to come, and for how long; no figure counts it",
        name=_("Trin i aftaler"),
    ),
    _rule(
        here.SigningLink,
        "candidate",
        How.DELETE,
        "who was asked to sign, and where they are reached",
        name=_("Links til at skrive under"),
    ),
    _rule(
        here.AgreementVersion,
        "placement__candidate",
        How.DELETE,
        "what was agreed for the person; no figure counts it",
        name=_("Aftaler"),
    ),
    _rule(
        here.ReportedHours,
        "placement__candidate",
        How.DELETE,
        "who said what of which day; the hours themselves count",
        name=_("Timer, der er meldt"),
    ),
    _rule(here.CalendarLink, "candidate", How.DELETE, "the person's own calendar", name=_("Kalender-links")),
    _rule(
        here.Pause, "candidate", How.DELETE, "when and why the person was away; no figure counts it", name=_("Pauser")
    ),
    _rule(
        here.Move, "candidate", How.DELETE, "where the person moved and why; no figure counts it", name=_("Flytninger")
    ),
    _rule(
        here.ChangeRequest,
        "candidate",
        How.DELETE,
        "what was asked for in own words; no figure counts it",
        name=_("Ønsker om forløb"),
    ),
    _rule(here.Hours, "placement__candidate", How.KEEP, "counts", name=_("Registreringer af timer")),
    _rule(
        Placement, "candidate", How.EMPTY, "counts; its id in the spreadsheet is new", values=_emptied, name=_("Forløb")
    ),
    Rule(
        "placements.lawcheck",
        How.DELETE,
        "why it was in order for this person",
        rows=_law_checks,
        name=_("Tjek af loven"),
    ),
    Rule("placements.merge", How.DELETE, "which two were one, and what stood in them", rows=_merges),
    Rule("placements.importjob", How.EMPTY, "the undo and the quotes of what touched the person", act=_forget_imports),
    Rule("placements.exportjob", How.EMPTY, "files from before; they can be ordered anew", act=_forget_exports),
]
