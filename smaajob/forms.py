"""How a form's fields are shown: the design system's classes, and what a screen reader is told."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.forms import BaseForm, BoundField

CSS = (
    (forms.CheckboxSelectMultiple, "form-checkbox"),
    (forms.RadioSelect, "form-radio"),
    (forms.CheckboxInput, "form-checkbox"),
    (forms.Select, "form-select"),
    (forms.Textarea, "form-input"),
    (forms.Widget, "form-input"),
)


class Fault(NamedTuple):
    """An error with the id of the field to go to (empty where it is about the form as a whole)."""

    target: str
    message: str


def describe(bound: BoundField, hint: str) -> dict[str, Any]:
    """What components/field.html needs: the widget with its classes, `kind`, the ids.

    `kind` is group (radios, checkboxes), checkbox, hidden, input, or composite: a widget that says `composite = True` draws several
    controls in its own template and stands in a fieldset with the field's label as its legend.
    """
    widget = bound.field.widget
    # The name as typed by the browser's autofill helps; a placeholder in the place of a label does not.
    widget.attrs.pop("placeholder", None)
    classes = f"{next(css for kind, css in CSS if isinstance(widget, kind))} {widget.attrs.get('class', '')}".strip()
    attributes: dict[str, str | bool] = {"class": classes}
    if isinstance(widget, forms.Textarea):
        attributes.setdefault("rows", str(widget.attrs.get("rows", 4)))
    # A widget that `tells_errors` puts each of its `faults` beside the control that it is about, and `fault` over them all.
    own_errors = bool(getattr(widget, "tells_errors", False) and (widget.faults or widget.fault))
    told_here = bound.errors if not own_errors else getattr(widget, "fault", "")
    described = " ".join(
        name for name, wanted in ((f"{bound.auto_id}-hint", hint), (f"{bound.auto_id}-error", told_here)) if wanted
    )
    if described:
        attributes["aria-describedby"] = described
    return {
        "bound": bound,
        "kind": _kind(widget),
        "widget": bound.as_widget(attrs=attributes),
        "options": _options(bound) if _kind(widget) == "group" else [],
        "hint": hint,
        "hint_id": f"{bound.auto_id}-hint",
        "error_id": f"{bound.auto_id}-error",
        "described": described,
        "own_errors": own_errors,
        "optional": not bound.field.required and not isinstance(widget, forms.CheckboxInput),
    }


def errors_of(form: BaseForm) -> list[Fault]:
    """The form's errors in the order of its fields and with their names, those about the whole first."""
    faults = [Fault("", str(error)) for error in form.non_field_errors()]
    for bound in form.hidden_fields():
        faults += [Fault("", str(error)) for error in bound.errors]
    for bound in form.visible_fields():
        first = f"{bound.auto_id}_0" if _kind(bound.field.widget) == "group" else bound.id_for_label or bound.auto_id
        name = str(bound.label).rstrip("?:. ")
        targets = bound.field.widget.targets(bound.auto_id) if hasattr(bound.field.widget, "targets") else []
        for place, error in enumerate(bound.errors):
            faults.append(Fault(targets[place] if place < len(targets) else first, f"{name}: {error}"))
    return faults


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if getattr(widget, "composite", False):
        return "composite"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"


def _options(bound: BoundField) -> list[dict[str, Any]]:
    css = "form-checkbox" if isinstance(bound.field.widget, forms.CheckboxSelectMultiple) else "form-radio"
    return [
        {"id": option.id_for_label, "label": option.choice_label, "tag": option.tag(), "css": css, "data": option.data}
        for option in bound
    ]
