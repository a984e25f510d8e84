"""What the pages of the form editor have in common: whose form it is, its draft, and how it would look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.form_editor.models import FormDesign
from quizapp.form_editor.service import change_draft, draft_text, get_design
from quizapp.form_editor.trees import read_tree
from quizapp.form_editor.writing import Tree
from quizapp.kit.periods import CUMULATIVE
from quizapp.statistics import Form, Report, build_report, emptied, load_forms, parse_form, sentence_lines
from quizapp.units import Unit, get_unit
from quizapp.web import actor, console_scope, find_scope, note, now, settings, show_invalid, store, translate_error

#: A form is the campaign office's: whoever may settle the campaign's rules may write what it asks for.
EDIT = Permission.EDIT_CAMPAIGN


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A design with its draft read."""

    design: FormDesign
    tree: Tree
    form: Form
    unit: Unit


def open_design(session: Session, design_id: int) -> Opened:
    """The design of an address, if it is of one's office. Raises `NotFound`."""
    design = get_design(session, design_id)
    unit = get_unit(session, design.unit_id)
    actor().require(EDIT, unit.path)
    text = draft_text(session, design)
    return Opened(design=design, tree=read_tree(text, name=design.title), form=parse_form(text), unit=unit)


def office(session: Session) -> Unit:
    """The campaign office of the console's campaign, where one may write forms. Raises `NotFound` or `NotAllowed`."""
    root = console_scope(session).root
    actor().require(EDIT, root.path)
    return root


def taken_keys() -> set[str]:
    """Keys of the files of this installation."""
    return set(load_forms(settings().forms_folder))


def seen_revision() -> int:
    """The revision that was on the page."""
    return request.form.get("seen", 0, type=int)


def save_change(session: Session, opened: Opened, verb: str, change: Callable[[Tree], Tree], **detail: Any) -> None:
    """Change the draft and note it."""
    change_draft(session, opened.design, change, seen=seen_revision(), by=actor(), now=now())
    told = {"form": opened.design.form_key, "revision": opened.design.revision, **detail}
    note(session, f"form_design.{verb}", "form_design", opened.design.id, unit_id=opened.unit.id, detail=told)


def saved(form: FlaskForm, design_id: int, verb: str, change: Callable[[Tree], Tree], **detail: Any) -> bool:
    """Whether the change was saved; what stands against it is shown with the form."""
    try:
        with store().write() as session:
            save_change(session, open_design(session, design_id), verb, change, **detail)
    except Invalid as error:
        show_invalid(form, error)
    except Conflict as error:
        form.form_errors.append(translate_error(error))
    return not (form.errors or form.form_errors)


def preview_of(session: Session, form: Form, unit: Unit, *, is_blank: bool) -> Report | None:
    """The form filled with the office's figures of now, or with blanks; None while there is no campaign."""
    scope = find_scope(session)
    if scope is None:
        return None
    report = build_report(session, form, scope.campaign, _unit_for(scope.root, unit), CUMULATIVE, now=now())
    return emptied(report) if is_blank else report


def _unit_for(root: Unit, unit: Unit) -> Unit:
    """The office's own figures where it takes part; else the campaign's top."""
    return unit if unit.path.startswith(root.path) else root


def preview_lines(report: Report) -> dict[str, Any]:
    """Item key -> lines of its sentence."""
    return {item.key: sentence_lines(report, item) for section in report.form.sections for item in section.items}
