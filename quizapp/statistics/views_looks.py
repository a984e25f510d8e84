"""Figures that deserve a look: those of a unit, to explain; those of the units below, with what they said."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.statistics.looks import SeenLook, explain_look, looks_at, looks_below
from quizapp.statistics.plausible import LookRule
from quizapp.statistics.views_shared import address_of, build, find_sheet, screen_words
from quizapp.units import Unit, names_of
from quizapp.web import actor, note, now, staff, store
from quizapp.web.i18n import translate_error

blueprint = Blueprint(
    "statistics_looks", __name__, url_prefix="/console/statistics", template_folder="templates"
)  # fmt: skip

_ADDRESS = "/<int:campaign_id>/<int:unit_id>/<form_key>/<period>/looks"
_EDIT = Permission.EDIT_STATISTICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said about a look (message ids): what was seen, why it may be fine, what to do."""

    title: str
    seen: str
    fine: str
    todo: str


WORDS = {
    LookRule.OUTLIER: Words(
        title=N_("比同类单位高出很多"), seen=N_("按人数折算，同类单位一般在 %(against)d 左右"),
        fine=N_("可能承办了片区活动，或人数登记偏少"), todo=N_("核对有没有多写一位；属实就写一句情况"),
    ),
    LookRule.COPIED_SISTER: Words(
        title=N_("和另一个单位的数字相同"), seen=N_("%(against)d 个较大的数字里有 %(count)d 个与%(other)s完全相同"),
        fine=N_("可能是共同举办、统一发放"), todo=N_("看看是不是填错了单位；属实就写一句情况"),
    ),
    LookRule.COPIED_WEEK: Words(
        title=N_("和上周的数字相同"), seen=N_("%(against)d 个较大的数字里有 %(count)d 个与上周完全相同"),
        fine=N_("可能每周安排相同"), todo=N_("看看是不是把上周的数字又填了一遍；属实就写一句情况"),
    ),
    LookRule.NO_SESSION: Words(
        title=N_("有人次，没有场次"), seen=N_("填了人次，场次是 0"),
        fine=N_("可能参加的是别的单位举办的活动，场次记在主办单位"), todo=N_("是本单位举办的，请补登活动；不是，就写一句情况"),
    ),
    LookRule.HEADCOUNT: Words(
        title=N_("人次多于本单位人数"), seen=N_("登记的人数是 %(against)d"),
        fine=N_("可能有外来人员，或人数登记已经过时"), todo=N_("核对数字和登记的人数；属实就写一句情况"),
    ),
    LookRule.ROUND: Words(
        title=N_("整百的数字"), seen=N_("人工填的数字是整百，没有写明是约数"),
        fine=N_("可能正好是这么多"), todo=N_("是估计的，请写成“800余”；正好这么多，就写一句情况"),
    ),
}  # fmt: skip


@blueprint.get(_ADDRESS)
@staff(Permission.VIEW)
def show(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """Looks at the unit and at those below it."""
    return _page(campaign_id, unit_id, form_key, period)


def _page(
    campaign_id: int, unit_id: int, form_key: str, period: str, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    with store().read() as session:
        found = find_sheet(session, campaign_id, unit_id, form_key, period)
        report = build(session, found)
        own, below = looks_at(session, report, now=now()), looks_below(session, report, now=now())
        sisters = {number for number in _others(own) if _sees_sister(found.unit, number)}
        names = names_of(session, sisters | _others(below))
    page = render_template(
        "statistics/looks.html", report=report, own=own, below=below, names=names, texts=WORDS, problem=problem,
        typed=request.form, may_edit=actor().can(_EDIT, found.unit.path) and not found.form.is_pinned,
        address=address_of(found), words=screen_words(),
    )  # fmt: skip
    return page, status


def _others(looks: list[SeenLook]) -> set[int]:
    return {each.look.other_unit_id for each in looks if each.look.other_unit_id is not None}


def _sees_sister(unit: Unit, other_id: int) -> bool:
    """What a sister unit reports is hers: she is named to those who see her."""
    above = unit.path.rstrip("/").rpartition("/")[0]
    return actor().sees(f"{above}/{other_id}/")


@blueprint.post(_ADDRESS)
@staff(_EDIT)
def explain(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """Keep what the unit says about one look."""
    said = {name: request.form.get(name, "") for name in ("rule", "key", "seen", "explanation")}
    try:
        with store().write() as session:
            found = find_sheet(session, campaign_id, unit_id, form_key, period, _EDIT)
            kept = explain_look(session, build(session, found), **said, by=actor(), now=now())
            detail = {"form": form_key, "period": period, "field": kept.field_key, "rule": kept.rule}
            note(session, "statistics.explain_look", "look_note", kept.id, unit_id=unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return _page(campaign_id, unit_id, form_key, period, translate_error(error), status)
    flash(_("已记下，上级也能看到"), "success")
    return redirect(url_for("statistics_looks.show", **address_of(found)), 303)
