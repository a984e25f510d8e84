"""Forms that offices keep in the database: read by key, by number, and only by campaigns they are meant for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.kit.recent import Recent
from quizapp.statistics.form import Form
from quizapp.statistics.loader import parse_form
from quizapp.statistics.models import FormVersion

#: Parsing takes tens of milliseconds and a version never changes: parsed once a process. By fingerprint.
_PARSED: Recent[str, Form] = Recent(200)


def stored_forms(session: Session, *, units: Collection[int] | None = None) -> dict[str, Form]:
    """Key -> version in force, of the forms that one of ``units`` keeps (None = any). Texts are read once a process."""
    newest: Any = select(func.max(FormVersion.id)).group_by(FormVersion.form_key)
    query = select(FormVersion.id, FormVersion.content_hash).where(FormVersion.id.in_(newest))
    if units is not None:
        query = query.where(FormVersion.unit_id.in_(sorted(units)))
    found = [(row[0], row[1]) for row in session.execute(query.order_by(FormVersion.form_key))]
    forms = {content_hash: _PARSED.get(content_hash) for _, content_hash in found}
    missing = [number for number, content_hash in found if forms[content_hash] is None]
    if missing:
        for version in session.scalars(select(FormVersion).where(FormVersion.id.in_(missing))):
            forms[version.content_hash] = form_of(version)
    return {form.key: form for _, content_hash in found if (form := forms[content_hash]) is not None}


def stored_version(session: Session, key: str, number: int, *, units: Collection[int] | None = None) -> Form | None:
    """Version ``number`` of a form, marked as asked for by its number; None when there is none."""
    query = select(FormVersion).where(FormVersion.form_key == key, FormVersion.number == number)
    version = session.scalar(query)
    if version is None or (units is not None and version.unit_id not in units):
        return None
    return replace(form_of(version), is_pinned=True)


def form_of(version: FormVersion) -> Form:
    """The form of a stored version."""
    form = _PARSED.get(version.content_hash)
    if form is None:
        form = parse_form(version.text, name=f"{version.form_key}@{version.number}")
        _PARSED.put(version.content_hash, form)
    return form
