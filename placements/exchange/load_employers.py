"""Employers and contacts beside the workplaces of virksomheder.csv: one employer a CVR; without CVR one of its own."""

from __future__ import annotations

from typing import Any

from employers.belonging import moves, name_of
from employers.models import Contact, Employer
from placements.exchange.columns import WORKPLACES
from placements.exchange.loading import Loading
from placements.exchange.rows import Row

CONTACT = {"kontakt_navn": "name", "kontakt_email": "email", "kontakt_telefon": "phone"}


def find_employers(loading: Loading) -> None:
    """Say for each workplace that is written which employer is its own, and make those that are missing."""
    plan = loading.plan
    moving: list[Row] = plan.created(WORKPLACES)
    renamed, relocated = {}, []
    for row in plan.changed(WORKPLACES):
        old, values = loading.stored(WORKPLACES, row), loading.after(WORKPLACES, row)
        employer = old.extra["employer_id"]
        loading.employers[row.number] = employer
        cvr, country, name = ((old.values[column], values[column]) for column in ("cvr", "land", "navn"))
        if moves(cvr=cvr, country=country):
            moving.append(row)
            loading.left_employers.add(employer)
            continue
        if country[0] != country[1]:
            relocated.append({"pk": employer, "country": values["land"]})
        if (called := name_of(old.extra["employer__name"], workplace=name)) != old.extra["employer__name"]:
            renamed[employer] = {"pk": employer, "name": called}
    loading.writer.update(Employer, relocated)
    loading.writer.update(Employer, list(renamed.values()))
    _settle(loading, moving)


def _settle(loading: Loading, moving: list[Row]) -> None:
    after = {row.number: loading.after(WORKPLACES, row) for row in moving}
    numbers = {values["cvr"] for values in after.values() if values["cvr"]}
    known = {
        (country, cvr): pk
        for pk, country, cvr in Employer.objects.filter(keeper=loading.keeper_id, cvr__in=numbers).values_list(
            "pk", "country", "cvr"
        )
    }
    new: list[dict[str, Any]] = []
    wanted: dict[int, int] = {}  # row number → place in `new`
    shared: dict[tuple[str, str], int] = {}
    for row in moving:
        values = after[row.number]
        key = (values["land"], values["cvr"])
        if values["cvr"] and key in known:
            loading.employers[row.number] = known[key]
            continue
        place = shared.get(key) if values["cvr"] else None
        if place is None:
            place = len(new)
            # An employer is called after its first workplace.
            new.append({"keeper_id": loading.keeper_id, "country": key[0], "cvr": key[1], "name": values["navn"]})
            if values["cvr"]:
                shared[key] = place
        wanted[row.number] = place
    made = loading.writer.insert(Employer, new)
    for number, place in wanted.items():
        loading.employers[number] = made[place]


def write_contacts(loading: Loading) -> None:
    """Write the workplaces' contacts, and let employers go that no workplace is left of."""
    columns = loading.material.files[WORKPLACES.name].columns
    if loading.left_employers:
        loading.writer.delete(Employer.objects.filter(pk__in=loading.left_employers, workplaces__isnull=True))
    if not columns & set(CONTACT):
        return
    new, changed, gone = [], [], []
    touched = [row for row in loading.plan.changed(WORKPLACES) if set(CONTACT) & set(row.changed)]
    for row in loading.created[WORKPLACES.name] + touched:
        values = loading.after(WORKPLACES, row)
        contact = {field: values[column] for column, field in CONTACT.items()}
        stored = loading.stored(WORKPLACES, row).extra.get("contact_id") if row.changed else None
        if not any(contact.values()):
            gone += [stored] if stored else []
        elif stored:
            changed.append({"pk": stored, **contact})
        else:
            new.append({"keeper_id": loading.keeper_id, "workplace_id": row.pk, **contact})
    loading.writer.delete(Contact.objects.filter(pk__in=gone))
    loading.writer.update(Contact, changed)
    loading.writer.insert(Contact, new)
