"""Results of a room as files: people, units, questions, every answer."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import NotFound
from quizapp.exports import Column, Scalar
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.text import mask_name
from quizapp.live.results import iterate_answers, list_questions, list_results
from quizapp.live.room import RoomRow
from quizapp.live.showing import team_lines
from quizapp.live.views_shared import own_room
from quizapp.questions import question_types
from quizapp.units import get_unit
from quizapp.web import actor, note, now, send_rows, staff, store
from quizapp.web.pages import show_moment

blueprint = Blueprint("live_files", __name__, url_prefix="/console/live")
_WHAT = {"people": N_("成绩"), "units": N_("单位"), "questions": N_("题目统计"), "answers": N_("全部作答")}
Rows = Iterator[tuple[Scalar, ...]]


@blueprint.get("/<int:room_id>/<any(people, units, questions, answers):what>.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def results(room_id: int, what: str, fmt: str) -> ResponseReturnValue:
    """One table. Names are masked unless ``?names=full`` is asked by somebody who looks after people; it is on record."""
    with_names = request.args.get("names") == "full"
    with store().read() as session:
        room = own_room(session, room_id, Permission.EXPORT)
        if with_names:
            actor().require(Permission.EDIT_PEOPLE, get_unit(session, room.unit_id).path)
        columns, rows = _table(session, room, what, with_names=with_names)
        name = f"{room.title}{_(_WHAT[what])}{local_date(now()):%Y%m%d}"
        response = send_rows(columns, rows, fmt, name)
    with store().write() as session:
        detail = {"what": what, "format": fmt, "names": "full" if with_names else "masked"}
        note(session, "live.export", "live_room", room_id, unit_id=room.unit_id, detail=detail)
    return response


def _table(session: Session, room: RoomRow, what: str, *, with_names: bool) -> tuple[tuple[Column, ...], Rows]:
    if what == "people":
        return _people(session, room, with_names=with_names)
    if what == "units":
        return _units(session, room)
    if what == "questions":
        return _questions(session, room)
    if what == "answers":
        return _answers(session, room, with_names=with_names)
    raise NotFound(N_("没有这张表"))


def _columns(*titles: tuple[str, int]) -> tuple[Column, ...]:
    return tuple(Column(title=title, width=width) for title, width in titles)


def _said(name: str, with_names: bool) -> str:
    return name if with_names else mask_name(name)


def _people(session: Session, room: RoomRow, *, with_names: bool) -> tuple[tuple[Column, ...], Rows]:
    columns = _columns(
        (_("名次"), 8), (_("单位"), 24), (_("姓名"), 14), (_("得分"), 8), (_("答对题数"), 10), (_("作答题数"), 10),
        (_("答对用时（秒）"), 14), (_("止步于第几题"), 12), (_("被请离"), 8),
    )  # fmt: skip
    lines = list_results(session, room.id)
    return columns, (
        (
            each.rank, each.unit, _said(each.name, with_names), each.score, each.right, each.answered,
            f"{each.time_ms / 1000:.1f}", each.out_at, each.removed,
        )
        for each in lines
    )  # fmt: skip


def _units(session: Session, room: RoomRow) -> tuple[tuple[Column, ...], Rows]:
    columns = _columns((_("名次"), 8), (_("单位"), 24), (_("平均分"), 10), (_("人数"), 8))
    lines = team_lines(session, room, limit=None)
    return columns, ((each.rank, each.unit, f"{each.mean:.2f}", each.players) for each in lines)


def _questions(session: Session, room: RoomRow) -> tuple[tuple[Column, ...], Rows]:
    columns = _columns(
        (_("题号"), 8), (_("题型"), 10), (_("题目"), 60), (_("作答人数"), 10), (_("答对人数"), 10), (_("答对率"), 8),
        (_("各选项人数"), 30), (_("跳过"), 8),
    )  # fmt: skip
    kinds = question_types()
    lines = list_questions(session, room)
    return columns, (
        (
            each.frozen.place, _(kinds[each.frozen.question.type].label), each.frozen.question.stem, each.answered,
            each.right, f"{each.percent}%" if each.answered else "", _counts(each.counts), each.is_skipped,
        )
        for each in lines
    )  # fmt: skip


def _counts(counts: tuple[int, ...] | None) -> str:
    return "  ".join(f"{chr(65 + place)} {count}" for place, count in enumerate(counts or ()))


def _answers(session: Session, room: RoomRow, *, with_names: bool) -> tuple[tuple[Column, ...], Rows]:
    columns = _columns(
        (_("题号"), 8), (_("单位"), 24), (_("姓名"), 14), (_("答案"), 14), (_("答对"), 8), (_("得分"), 8),
        (_("用时（秒）"), 10), (_("收到时间"), 20),
    )  # fmt: skip
    kinds = {each.frozen.place: each.frozen.question.type for each in list_questions(session, room)}
    return columns, (
        (
            each.place, each.unit, _said(each.name, with_names), _letters(kinds[each.place], each.answer),
            each.is_right, each.points, f"{each.elapsed_ms / 1000:.1f}", show_moment(each.received_at),
        )
        for each in iterate_answers(session, room.id)
    )  # fmt: skip


def _letters(kind: str, answer: tuple[int | str, ...]) -> str:
    """Letters as the phone showed them; an ordering as the ranks that were given."""
    if kind == "ordering":
        return " ".join(str(atom) for atom in answer)
    return "".join(chr(65 + int(atom)) for atom in answer)
