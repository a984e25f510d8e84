"""The forms of an installation: those shipped with the software and those in its ``forms`` folder."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.statistics.form import Form
from quizapp.statistics.loader import parse_form
from quizapp.statistics.marked import FormError


@lru_cache(maxsize=1)
def shipped_forms() -> dict[str, Form]:
    """Key -> form, for the forms that come with the software; the newest year first."""
    folder = files("quizapp.statistics").joinpath("forms")
    found = [each for each in folder.iterdir() if each.name.endswith(".yaml")]
    forms = [parse_form(each.read_text("utf-8"), name=each.name) for each in found]
    return {form.key: form for form in sorted(forms, key=lambda form: (-form.year, form.key))}


def load_forms(folder: Path | None = None) -> dict[str, Form]:
    """Shipped forms and those in ``folder``; a file there replaces the shipped form of the same key.

    Files are read again when they change. Raises `FormError` naming file and line.
    """
    forms = dict(shipped_forms())
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


def get_form(key: str, folder: Path | None = None) -> Form:
    """The form with this key or alias. Raises `NotFound` naming those there are."""
    forms = load_forms(folder)
    if key in forms:
        return forms[key]
    for form in forms.values():
        if key in form.aliases:
            return form
    raise NotFound(N_("没有名为“%(key)s”的统计表，现有：%(keys)s"), key=key, keys="、".join(sorted(forms)))
