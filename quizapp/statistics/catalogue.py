"""The forms of an installation: those shipped with the software, those in its ``forms`` folder, those kept by offices."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.statistics.form import Form
from quizapp.statistics.loader import parse_form
from quizapp.statistics.marked import FormError
from quizapp.statistics.stored import stored_forms, stored_version
from quizapp.units import ancestor_ids, get_unit

#: ``village_2026@2``: version 2 of a form.
_PINNED = re.compile(r"([a-z][a-z0-9_]*)@([1-9]\d{0,5})")


@lru_cache(maxsize=1)
def shipped_forms() -> dict[str, Form]:
    """Key -> form, for the forms that come with the software; the newest year first."""
    folder = files("quizapp.statistics").joinpath("forms")
    found = [each for each in folder.iterdir() if each.name.endswith(".yaml")]
    forms = [parse_form(each.read_text("utf-8"), name=each.name) for each in found]
    return {form.key: form for form in sorted(forms, key=lambda form: (-form.year, form.key))}


def shipped_text(key: str) -> str | None:
    """The YAML of a shipped form, comments included; None when there is none with this key."""
    folder = files("quizapp.statistics").joinpath("forms")
    texts = (each.read_text("utf-8") for each in folder.iterdir() if each.name.endswith(".yaml"))
    return next((text for text in texts if parse_form(text).key == key), None)


def load_forms(
    folder: Path | None = None, session: Session | None = None, *, units: Collection[int] | None = None
) -> dict[str, Form]:
    """Shipped forms, those that offices keep (when there is a ``session``) and those in ``folder``.

    ``units`` limits the kept ones to those of these units: a campaign passes its top unit and all above it. A file in
    the folder replaces the form of the same key and is read again when it changes. Raises `FormError` naming file and
    line.
    """
    forms = dict(shipped_forms())
    if session is not None:
        forms |= stored_forms(session, units=units)
    if folder is not None and folder.is_dir():
        for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
            form = _read(path, path.stat().st_mtime_ns)
            forms[form.key] = form
    return forms


@lru_cache(maxsize=64)
def _read(path: Path, _changed_ns: int) -> Form:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise FormError(N_("%(name)s 不是 UTF-8 编码：请另存为 UTF-8"), name=path.name) from None
    return parse_form(text, name=path.name)


def get_form(
    key: str, folder: Path | None = None, session: Session | None = None, *, units: Collection[int] | None = None
) -> Form:
    """The form with this key or alias; ``key@2`` is its second version. Raises `NotFound` naming those there are."""
    forms = load_forms(folder, session, units=units)
    pinned = _PINNED.fullmatch(key)
    if pinned is not None:
        found = _numbered(forms, pinned[1], int(pinned[2]), session, units)
        if found is not None:
            return found
    if key in forms:
        return forms[key]
    for form in forms.values():
        if key in form.aliases:
            return form
    raise NotFound(N_("没有名为“%(key)s”的统计表，现有：%(keys)s"), key=key, keys="、".join(sorted(forms)))


def offices_of(session: Session, campaign: Campaign) -> list[int]:
    """Units whose own forms the campaign may use: its top unit and those above it."""
    return ancestor_ids(get_unit(session, campaign.root_unit_id).path)


def find_form(session: Session, campaign: Campaign, key: str, folder: Path | None) -> Form:
    """The form with this key that the campaign may use: shipped, of the installation, or kept by an office above it."""
    return get_form(key, folder, session, units=offices_of(session, campaign))


def list_forms(session: Session, campaign: Campaign, folder: Path | None) -> dict[str, Form]:
    """Key -> form, for all that the campaign may use."""
    return load_forms(folder, session, units=offices_of(session, campaign))


def _numbered(
    forms: dict[str, Form], key: str, number: int, session: Session | None, units: Collection[int] | None
) -> Form | None:
    current = forms.get(key)
    if current is not None and current.version == number:
        return replace(current, is_pinned=True)
    return stored_version(session, key, number, units=units) if session is not None else None
