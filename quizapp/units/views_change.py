"""Changing the tree: add, rename, move, merge, close, declare a headcount. Each asks once and leaves its line of history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.kit.clock import local_date
from quizapp.units.forms import HeadcountForm, RenameForm, TargetForm, UnitForm
from quizapp.units.kinds import kinds, levels
from quizapp.units.models import Unit
from quizapp.units.queries import get_unit, list_subtree
from quizapp.units.service import (
    NewUnit,
    add_unit,
    declare_headcount,
    merge_units,
    move_unit,
    rename_unit,
    set_active,
)
from quizapp.units.views_tree import blueprint
from quizapp.web import actor, note, now, show_invalid, staff, store, unit_choices
from quizapp.web.i18n import translate_error

_EDIT = Permission.EDIT_UNITS
Deed = Callable[[Session, Unit], Unit]


def _editable(session: Session, unit_id: int) -> Unit:
    unit = get_unit(session, unit_id)
    actor().require(_EDIT, unit.path)
    return unit


def _read(unit_id: int) -> Unit:
    with store().read() as session:
        return _editable(session, unit_id)


def _do(unit_id: int, form: FlaskForm, action: str, deed: Deed) -> Unit | None:
    """The unit after ``deed``; None when a service refused, with its words in the form."""
    try:
        with store().write() as session:
            changed = deed(session, _editable(session, unit_id))
            note(session, f"unit.{action}", "unit", unit_id, unit_id=unit_id, detail={"name": changed.name})
            return changed
    except Invalid as error:
        show_invalid(form, error)
    except Conflict as error:
        form.form_errors.append(translate_error(error))
    return None


def _page(unit: Unit, form: FlaskForm, title: str, button: str, help_text: str = "") -> ResponseReturnValue:
    page = render_template("units/change.html", unit=unit, form=form, title=title, button=button, help_text=help_text)
    return page, 422 if form.errors or form.form_errors else 200


def _back(unit_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("units.detail", unit_id=unit_id), 303)


@blueprint.route("/<int:unit_id>/add", methods=["GET", "POST"])
@staff(_EDIT)
def add(unit_id: int) -> ResponseReturnValue:
    """A new unit below this one."""
    unit, form = _read(unit_id), UnitForm()
    form.level.choices = [(key, _(label)) for key, label in levels().items()]
    form.kind.choices = [(key, _(label)) for key, label in kinds().items()]
    if request.method == "GET":
        order = list(levels())
        form.level.data = order[min(order.index(unit.level) + 1, len(order) - 1)] if unit.level in order else order[-1]
        form.code.data = f"{unit.code}-"
    if form.validate_on_submit():
        made = _do(unit_id, form, "add", lambda session, parent: add_unit(session, _new(form, parent), **_by()))
        if made is not None:
            return _back(made.id, _("“%(name)s”已经加上", name=made.name))
    return _page(unit, form, _("在“%(name)s”下面添加单位", name=unit.name), _("添加"))


class _By(TypedDict):
    actor: str
    now: datetime


def _by() -> _By:
    return {"actor": actor().name, "now": now()}


def _new(form: UnitForm, parent: Unit) -> NewUnit:
    return NewUnit(
        code=form.code.data or "", name=form.name.data or "", level=form.level.data, kind=form.kind.data,
        parent_id=parent.id, headcount=form.headcount.data,
        headcount_as_of=local_date(now()) if form.headcount.data is not None else None,
    )  # fmt: skip


@blueprint.route("/<int:unit_id>/rename", methods=["GET", "POST"])
@staff(_EDIT)
def rename(unit_id: int) -> ResponseReturnValue:
    """Another name; the old one stays in the history."""
    unit = _read(unit_id)
    form = RenameForm(name=unit.name)
    if form.validate_on_submit():
        name = form.name.data or ""
        if _do(unit_id, form, "rename", lambda session, each: rename_unit(session, each.id, name, **_by())):
            return _back(unit_id, _("名称已改为“%(name)s”", name=name))
    return _page(
        unit, form, _("给“%(name)s”改名", name=unit.name), _("改名"), _("旧名称留在历史里，统计数字不受影响。")
    )


@blueprint.route("/<int:unit_id>/headcount", methods=["GET", "POST"])
@staff(_EDIT)
def headcount(unit_id: int) -> ResponseReturnValue:
    """How many people are expected to take part."""
    unit = _read(unit_id)
    form = HeadcountForm(headcount=unit.headcount, as_of=unit.headcount_as_of or local_date(now()))
    if form.validate_on_submit():
        people, day = form.headcount.data, form.as_of.data
        if _do(
            unit_id,
            form,
            "headcount",
            lambda session, each: declare_headcount(session, each.id, people, as_of=day, **_by()),
        ):
            return _back(unit_id, _("应参加人数已经更新"))
    return _page(
        unit, form, _("申报“%(name)s”的应参加人数", name=unit.name), _("保存"), _("用来算参与率。不知道就留空。")
    )


def _target(form: TargetForm, unit: Unit) -> None:
    """Offer the units that may become parent or remain, never the unit itself or what lies below it."""
    with store().read() as session:
        offered = unit_choices(session, actor(), _EDIT)
        below = {each.id for each in list_subtree(session, unit.path, only_active=False)}
    form.unit_id.choices = [choice for choice in offered if choice[0] not in below]


@blueprint.route("/<int:unit_id>/move", methods=["GET", "POST"])
@staff(_EDIT)
def move(unit_id: int) -> ResponseReturnValue:
    """Below another unit, with everything it contains."""
    unit, form = _read(unit_id), TargetForm()
    form.unit_id.label.text = _("新的上级单位")
    _target(form, unit)
    if form.validate_on_submit():
        target = form.unit_id.data
        if _do(
            unit_id,
            form,
            "move",
            lambda session, each: move_unit(session, each.id, _editable(session, target).id, **_by()),
        ):
            return _back(unit_id, _("“%(name)s”已经移过去了", name=unit.name))
    return _page(
        unit,
        form,
        _("移动“%(name)s”", name=unit.name),
        _("移动"),
        _("下级单位跟着一起移动；以后的汇总算在新的上级名下。"),
    )


@blueprint.route("/<int:unit_id>/merge", methods=["GET", "POST"])
@staff(_EDIT)
def merge(unit_id: int) -> ResponseReturnValue:
    """Into another unit, which remains."""
    unit, form = _read(unit_id), TargetForm()
    form.unit_id.label.text = _("并入哪个单位")
    _target(form, unit)
    if form.validate_on_submit():
        target = form.unit_id.data
        merged = _do(
            unit_id,
            form,
            "merge",
            lambda session, each: merge_units(session, each.id, _editable(session, target).id, **_by()),
        )
        if merged is not None:
            return _back(merged.id, _("“%(name)s”已经并入", name=unit.name))
    return _page(
        unit,
        form,
        _("合并“%(name)s”", name=unit.name),
        _("合并"),
        _("原单位停用，它的记录和下级单位都归到并入的单位名下。不能撤销。"),
    )


@blueprint.post("/<int:unit_id>/close", defaults={"is_active": False})
@blueprint.post("/<int:unit_id>/reopen", defaults={"is_active": True})
@staff(_EDIT)
def switch(unit_id: int, is_active: bool) -> ResponseReturnValue:
    """Close the unit, or open it again; nothing is deleted."""
    with store().write() as session:
        unit = _editable(session, unit_id)
        set_active(session, unit_id, is_active, actor=actor().name, now=now())
        note(session, "unit.reopen" if is_active else "unit.close", "unit", unit_id, unit_id=unit_id)
    done = _("“%(name)s”已重新启用", name=unit.name) if is_active else _("“%(name)s”已停用，记录都还在", name=unit.name)
    return _back(unit_id, done)
