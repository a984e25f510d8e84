"""What can be taken away from a contest: its code, its poster, its results."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests import ContestRow, ResultLine
from quizapp.contests.views_participant import public_address
from quizapp.exports import (
    FORMATS,
    Column,
    Poster,
    PosterSize,
    Scalar,
    Step,
    content_disposition,
    file_name,
    qr_png,
    write_poster,
    write_rows,
)
from quizapp.kit.clock import local_date, seconds_between
from quizapp.kit.text import mask_name
from quizapp.web import actor, note, now, staff, store

blueprint = Blueprint("contest_files", __name__, url_prefix="/console/contests")


def _find(contest_id: int, permission: Permission) -> ContestRow:
    with store().read() as session:
        return contests.read_contest(session, contest_id, permission, actor())


@blueprint.get("/<int:contest_id>/qr.png")
@staff(Permission.VIEW)
def qr(contest_id: int) -> ResponseReturnValue:
    """The code alone, for printing and for chat groups."""
    return Response(qr_png(public_address(_find(contest_id, Permission.VIEW).code)), content_type="image/png")


@blueprint.get("/<int:contest_id>/poster.pdf")
@staff(Permission.VIEW)
def poster(contest_id: int) -> ResponseReturnValue:
    """One page for the wall, A4 or A3 (``?size=A3``)."""
    contest = _find(contest_id, Permission.VIEW)
    size = PosterSize.A3 if request.args.get("size") == "A3" else PosterSize.A4
    stream = io.BytesIO()
    write_poster(_poster(contest, size), stream)
    name = file_name(f"{contest.title}{_('海报')}", None, "pdf")
    return Response(
        stream.getvalue(), content_type="application/pdf", headers={"Content-Disposition": content_disposition(name)}
    )


def _poster(contest: ContestRow, size: PosterSize) -> Poster:
    if contest.minutes_limit:
        length = _("%(n)s 题，%(minutes)s 分钟", n=contest.question_count, minutes=contest.minutes_limit)
    else:
        length = _("%(n)s 题，不限时", n=contest.question_count)
    return Poster(
        title=contest.title, headline=_("扫码参加安全知识竞赛"), url=public_address(contest.code), host=contest.unit_name,
        theme=contest.campaign_title, code=contest.code, code_label=_("竞赛码"), size=size,
        url_label=_("不方便扫码？用手机浏览器打开"),
        steps=(
            Step(title=_("扫一扫"), text=_("微信或手机相机都可以")),
            Step(title=_("填姓名和单位"), text=_("只填一次，不用注册")),
            Step(title=_("答题交卷"), text=length),
        ),
        footer=_("网络不好也不怕：答案随点随存"),
    )  # fmt: skip


@blueprint.get("/<int:contest_id>/results.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def results(contest_id: int, fmt: str) -> ResponseReturnValue:
    """Every submitted paper; names are masked unless ``?names=full`` is asked by somebody who looks after people."""
    contest = _find(contest_id, Permission.EXPORT)
    with_names = request.args.get("names") == "full"
    if with_names:
        actor().require(Permission.EDIT_PEOPLE, contest.unit_path)
    stream = io.BytesIO()
    with store().read() as session:
        rows = _rows(contests.list_results(session, contest_id), contest, with_names=with_names)
        write_rows(_columns(), rows, stream, fmt)
    with store().write() as session:
        detail = {"format": fmt, "names": "full" if with_names else "masked"}
        note(session, "contest.export", "contest", contest_id, unit_id=contest.unit_id, detail=detail)
    day = local_date(now(), contest.time_zone)
    name = file_name(f"{contest.title}{_('成绩')}", day, FORMATS[fmt].extension)
    headers = {"Content-Disposition": content_disposition(name)}
    return Response(stream.getvalue(), content_type=FORMATS[fmt].mime, headers=headers)


def _columns() -> tuple[Column, ...]:
    titles = (
        (_("单位"), 24), (_("姓名"), 14), (_("第几次"), 8), (_("开始时间"), 18), (_("交卷时间"), 18), (_("用时（秒）"), 10),
        (_("得分"), 8), (_("满分"), 8), (_("答对题数"), 10), (_("是否合格"), 10), (_("交卷方式"), 12), (_("核验"), 10),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def _rows(lines: Iterator[ResultLine], contest: ContestRow, *, with_names: bool) -> Iterator[tuple[Scalar, ...]]:
    zone = contest.zone
    for line in lines:
        used_s = seconds_between(line.started_at, line.submitted_at)
        yield (
            line.unit_name, line.person_name if with_names else mask_name(line.person_name), line.attempt_no,
            line.started_at.astimezone(zone).replace(tzinfo=None), line.submitted_at.astimezone(zone).replace(tzinfo=None),
            used_s, Decimal(line.score) / 100, Decimal(line.max_score) / 100, line.correct_count,
            _("合格") if line.passed else _("不合格"), _how(line), _("已核验") if line.is_verified else _("未核验"),
        )  # fmt: skip


def _how(line: ResultLine) -> str:
    if line.is_voided:
        return str(_("已作废，不计入"))
    if not line.is_counted:
        return str(_("空白卷，不计人次"))
    return str({"phone": _("本人交卷"), "autosubmit": _("到时自动交卷")}.get(line.submitted_by, ""))
