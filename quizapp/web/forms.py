"""What views do with forms: put a service's complaint beside the field it is about, and offer units to choose from."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from wtforms import Form

from quizapp.accounts import Actor, Permission
from quizapp.errors import Invalid
from quizapp.units import list_subtree, names_of
from quizapp.web.i18n import translate_error

#: Longer lists are cut; the picker's search covers what is listed.
UNITS_LISTED = 3_000


def show_invalid(form: Form, error: Invalid) -> None:
    """Say ``error`` beside its field, or above the form when it has none."""
    message = translate_error(error)
    field = form._fields.get(error.field or "")
    if field is not None:
        field.errors = [*field.errors, message]
    else:
        form.form_errors.append(message)


def unit_choices(session: Session, actor: Actor, permission: Permission) -> list[tuple[int, str, dict[str, Any]]]:
    """Choices for the ``unit_picker`` macro: active units where the actor may do ``permission``, from the top down."""
    units = [unit for path in actor.paths(permission) for unit in list_subtree(session, path, limit=UNITS_LISTED)]
    parents = names_of(session, {unit.parent_id for unit in units if unit.parent_id})
    return [
        (unit.id, unit.name, {
            "data-search": f"{unit.name} {unit.pinyin} {unit.initials} {unit.code}",
            "data-note": parents.get(unit.parent_id or 0, ""),
        })
        for unit in units[:UNITS_LISTED]
    ]  # fmt: skip
