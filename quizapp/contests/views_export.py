"""Ordering the file of all papers: what it holds is chosen, made in the background, fetched from its own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests import ContestRow
from quizapp.contests.all_papers import count_papers
from quizapp.contests.downloads import ANSWERS, PAPERS
from quizapp.downloads import Order, order_download
from quizapp.errors import Invalid
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.questions import question_types
from quizapp.web import actor, note, now, staff, store

blueprint = Blueprint("contest_export", __name__, url_prefix="/console/contests", template_folder="templates")
_FORMATS = ("xlsx", "csv")


@blueprint.get("/<int:contest_id>/export")
@staff(Permission.EXPORT)
def choose(contest_id: int) -> ResponseReturnValue:
    """What the file should hold, and in which format."""
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, Permission.EXPORT, actor())
        papers = count_papers(session, contest_id)
    may = {name: actor().can(permission, contest.unit_path) for name, permission in _ASKED.items()}
    return render_template("contests/export.html", contest=contest, papers=papers, may=may)


_ASKED = {"answers": Permission.EDIT_CONTESTS, "names": Permission.EDIT_PEOPLE}


@blueprint.post("/<int:contest_id>/export")
@staff(Permission.EXPORT)
def order(contest_id: int) -> ResponseReturnValue:
    """Order it. Names are masked and keys left out unless asked for by whoever may see them; it is on record."""
    fmt, with_answers = request.form.get("format", "xlsx"), request.form.get("rows") == "answers"
    with_names = request.form.get("names") == "full"
    if fmt not in _FORMATS:
        raise Invalid(N_("请选 Excel 或 CSV"), field="format")
    with store().write() as session:
        contest = contests.read_contest(session, contest_id, Permission.EXPORT, actor())
        needed = _needed(contest, with_answers=with_answers, with_names=with_names)
        token = order_download(session, _order(contest, fmt, needed, with_answers, with_names), now=now())
        detail = {
            "format": fmt,
            "names": "full" if with_names else "masked",
            "rows": "answers" if with_answers else "papers",
        }
        note(session, "contest.export_all", "contest", contest_id, unit_id=contest.unit_id, detail=detail)
    return redirect(url_for("downloads.status", token=token), 303)


def _needed(contest: ContestRow, *, with_answers: bool, with_names: bool) -> Permission:
    """What one has to be allowed; the strictest is asked again when the file is fetched."""
    needed = Permission.EXPORT
    for wanted, permission in ((with_answers, Permission.EDIT_CONTESTS), (with_names, Permission.EDIT_PEOPLE)):
        if wanted:
            actor().require(permission, contest.unit_path)
            needed = permission
    return needed


def _order(contest: ContestRow, fmt: str, needed: Permission, with_answers: bool, with_names: bool) -> Order:
    staff_id = actor().id
    assert staff_id is not None  # only staff come here
    what = _("全部作答") if with_answers else _("全部答卷")
    choices: dict[str, Any] = {
        "contest_id": contest.id, "zone": contest.time_zone, "names": "full" if with_names else "masked",
        "questions": contest.question_count, "words": words(),
        "columns": [list(column) for column in (answer_columns() if with_answers else paper_columns())],
    }  # fmt: skip
    return Order(
        purpose=ANSWERS if with_answers else PAPERS, staff_id=staff_id, unit_id=contest.unit_id, permission=needed,
        title=f"{contest.title}{what}-{local_date(now(), contest.time_zone)}", format=fmt,
        origin=url_for("contests.detail", contest_id=contest.id), choices=choices,
    )  # fmt: skip


def paper_columns() -> tuple[tuple[str, int], ...]:
    """Titles and widths of one row a paper."""
    return (
        (_("答卷编号"), 10), (_("单位编码"), 14), (_("单位"), 24), (_("姓名"), 14), (_("核验"), 10), (_("第几次"), 8),
        (_("开始时间"), 18), (_("交卷时间"), 18), (_("用时（秒）"), 10), (_("得分"), 8), (_("满分"), 8), (_("答对题数"), 10),
        (_("是否合格"), 10), (_("交卷方式"), 12), (_("状态"), 14),
    )  # fmt: skip


def answer_columns() -> tuple[tuple[str, int], ...]:
    """Titles and widths of one row an answer."""
    return (
        (_("答卷编号"), 10), (_("单位"), 24), (_("姓名"), 14), (_("第几次"), 8), (_("第几题"), 8), (_("题目编号"), 16),
        (_("题型"), 10), (_("题干"), 48), (_("所答"), 16), (_("答案"), 16), (_("得分率"), 8), (_("状态"), 14),
    )  # fmt: skip


def words() -> Mapping[str, str]:
    """What cells say, in the language of whoever orders."""
    said = {
        "passed": _("合格"), "not_passed": _("不合格"), "verified": _("已核验"), "unverified": _("未核验"),
        "phone": _("本人交卷"), "autosubmit": _("到时自动交卷"), "open": _("作答中"), "voided": _("已作废，不计入"),
        "blank": _("空白卷，不计人次"), "counted": _("计入"),
    }  # fmt: skip
    return said | {f"type:{key}": _(kind.label) for key, kind in question_types().items()}
