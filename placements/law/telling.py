"""What the record has of a check (`changes["law"]`), in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from placements.law.facts import Outcome, Purpose, Said
from smaajob.rules.files import groups
from smaajob.writing import joined, lower_first


def rule_word(rule: str) -> str:
    """What a rule is called in a sentence; empty where there is none by that name."""
    words = {
        "duration": _("hvor længe det varer"),
        "subsidy": _("hvor længe løntilskuddet varer"),
        "mentor": _("hvor længe mentorstøtten varer"),
        "ratio": _("hvor mange der er ad gangen"),
        "statement": _("medarbejdernes udtalelse"),
        "guardian": _("forældre eller værge"),
        "law_group": _("målgruppen"),
        "day": _("timer på en dag under 18 år"),
        "week": _("timer i en uge under 18 år"),
        "night": _("arbejde om aftenen og natten under 18 år"),
        "least_age": _("hvor gammel man skal være for at arbejde"),
        "dangerous": _("farligt arbejde under 18 år"),
        "task_text": _("teksten om arbejdet under 18 år"),
    }
    return words.get(rule, "")


def told_words(told: Mapping[str, str]) -> list[str]:
    """Sentences: all that was answered (placements.law.loader.Told.on_record)."""
    said = answered(told)
    if told.get("statement_is") in Said.values:
        said.append(
            _("Medarbejdernes udtalelse: %(said)s.") % {"said": lower_first(str(Said(told["statement_is"]).label))}
        )
    if told.get("guardian_is") in Said.values:
        said.append(_("Forældre eller værge: %(said)s.") % {"said": lower_first(str(Said(told["guardian_is"]).label))})
    if told.get("in_school_is") in {"ja", "nej"}:
        has = {"ja": _("Personen har undervisningspligt."), "nej": _("Personen har ikke undervisningspligt.")}
        said.append(has[told["in_school_is"]])
    return said


def answered(law: Mapping[str, str]) -> list[str]:
    """Sentences: the purpose, the group in the law, and what the reason was for."""
    said = []
    if law.get("purpose_is") in Purpose.values:
        said.append(_("Formålet: %(purpose)s.") % {"purpose": lower_first(str(Purpose(law["purpose_is"]).label))})
    names = {one.code: str(one) for one in groups("DK")}
    if law.get("law_group_is") in names:
        said.append(_("Målgruppe i loven: %(group)s.") % {"group": names[law["law_group_is"]]})
    reasoned = [word for rule, outcome in law.items() if outcome == Outcome.NEEDS_REASON and (word := rule_word(rule))]
    if reasoned:
        said.append(_("Begrundet: %(rules)s.") % {"rules": joined(reasoned)})
    return said
