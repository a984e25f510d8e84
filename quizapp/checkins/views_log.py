"""The log of the door on the console: all scans, those worth a look, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import Permission, staff_names
from quizapp.activities import SessionFacts
from quizapp.checkins.clues import DOUBTS
from quizapp.checkins.log import Clock, LogFilter, LogLine, Shown, count_log, read_log, stream_log
from quizapp.checkins.rules import Direction
from quizapp.checkins.service.gates import list_gates
from quizapp.checkins.views_files import source_label
from quizapp.exports import Column, Document, Page, Scalar, Table
from quizapp.kit.clock import local_date
from quizapp.kit.text import mask_name
from quizapp.web import actor, note, now, send_document, send_rows, staff, store
from quizapp.web.pages import show_moment

blueprint = Blueprint("door_log", __name__, url_prefix="/console/sessions/<int:session_id>/log", template_folder="templates")  # fmt: skip

Word = TypeVar("Word", Shown, Clock)

PAGE = 100
#: Lines of a printed log; longer ones go out as tables.
PRINTED = 2000


def _filter(zone: str) -> LogFilter:
    """What the address asks for; what cannot be read is left out."""
    return LogFilter(
        shown=_word(Shown, "shown", Shown.ALL), clock=_word(Clock, "clock", Clock.SCANNED),
        start=_moment("from", zone), end=_moment("to", zone, is_end=True), gate_id=request.args.get("gate", type=int),
    )  # fmt: skip


def _word(kind: type[Word], name: str, usual: Word) -> Word:
    said = request.args.get(name, "")
    return kind(said) if said in set(kind) else usual


def _moment(name: str, zone: str, *, is_end: bool = False) -> datetime | None:
    """A day or a minute of the campaign's zone; the end includes the day or minute that was typed."""
    said = request.args.get(name, "")[:16]
    try:
        at = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
        step = timedelta(days=1) if len(said) == len("2026-06-16") else timedelta(minutes=1)
        return (at + step if is_end else at).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _kept() -> dict[str, str]:
    """The filter as parts of an address."""
    return {name: request.args[name] for name in ("shown", "clock", "from", "to", "gate") if request.args.get(name)}


def _sees_names(facts: SessionFacts) -> bool:
    """Whether names are asked for by somebody who looks after people."""
    return request.args.get("names") == "full" and actor().can(Permission.EDIT_PEOPLE, facts.host_path)


@blueprint.get("")
@staff(Permission.VIEW)
def show(session_id: int) -> ResponseReturnValue:
    """All scans of a session, refused ones too, or those worth a look; names masked unless asked for."""
    page = max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.VIEW, actor())
        wanted = _filter(facts.time_zone)
        lines = read_log(session, session_id, wanted, offset=(page - 1) * PAGE, limit=PAGE)
        total, gates = count_log(session, session_id, wanted), list_gates(session, session_id, with_closed=True)
        who = _actors(session, lines)
    shows_names = _sees_names(facts)
    if shows_names:
        with store().write() as session:
            note(session, "session.see_names", "session", session_id, unit_id=facts.host_unit_id)
    return render_template(
        "checkins/log.html", facts=facts, lines=lines, total=total, page=page, pages=max(-(-total // PAGE), 1),
        wanted=wanted, gates=gates, kept=_kept(), doubts=DOUBTS, shows_names=shows_names, who=who,
        may_see_names=actor().can(Permission.EDIT_PEOPLE, facts.host_path), source=source_label,
        show=(lambda name: name) if shows_names else mask_name, may_export=actor().can_somewhere(Permission.EXPORT),
    )  # fmt: skip


def _actors(session: Session, lines: list[LogLine]) -> Callable[[str], str]:
    """Who acted, in words."""
    numbers = {int(line.actor[6:]) for line in lines if line.actor.startswith("staff:") and line.actor[6:].isdigit()}
    names = staff_names(session, numbers) if numbers else {}

    def say(by: str) -> str:
        room, _sep, number = by.partition(":")
        if room == "staff" and number.isdigit():
            return names.get(int(number), by)
        return _("本人") if room == "person" else by

    return say


@blueprint.get("/file.<any(xlsx, csv, pdf):fmt>")
@staff(Permission.EXPORT)
def export(session_id: int, fmt: str) -> ResponseReturnValue:
    """Exactly what the page shows, all pages of it."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.EXPORT, actor())
        if request.args.get("names") == "full":
            actor().require(Permission.EDIT_PEOPLE, facts.host_path)
        wanted, shows_names = _filter(facts.time_zone), _sees_names(facts)
        total, mark = count_log(session, session_id, wanted), activities.mark_of(session, facts)
        rows = list(_rows(stream_log(session, session_id, wanted), facts, shows_names=shows_names))
    with store().write() as session:
        detail = {"format": fmt, "names": "full" if shows_names else "masked", "rows": total, **_kept()}
        note(session, "session.export_log", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    name = _("%(title)s扫码记录-%(day)s", title=facts.title, day=local_date(now(), facts.time_zone))
    word = _(mark) if mark else ""
    if fmt == "pdf":
        return send_document(replace(_document(facts, rows), watermark=word), fmt, name)
    return send_rows(_columns(), rows, fmt, name, watermark=word)


def _columns() -> tuple[Column, ...]:
    titles = (
        (_("编号"), 8), (_("扫码时间"), 18), (_("上传时间"), 18), (_("事后上传"), 8), (_("时钟偏差（秒）"), 10), (_("方向"), 8),
        (_("入口"), 12), (_("方式"), 10), (_("结果"), 14), (_("未成功"), 8), (_("姓名"), 12), (_("单位"), 20),
        (_("经手"), 14), (_("手机"), 8), (_("读到的码"), 16), (_("说明"), 24), (_("疑点"), 24), (_("离会场（米）"), 10),
        (_("定位误差（米）"), 10), (_("同机他人"), 8), (_("网段"), 18), (_("码龄（秒）"), 8), (_("扫码到点签到（秒）"), 10), (_("撤销的编号"), 10),
        (_("后来撤销"), 8),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def _rows(lines: Iterator[LogLine], facts: SessionFacts, *, shows_names: bool) -> Iterator[tuple[Scalar, ...]]:
    zone = ZoneInfo(facts.time_zone)
    for line in lines:
        clues = line.clues
        yield (
            line.id, line.scanned_at.astimezone(zone).replace(tzinfo=None),
            line.recorded_at.astimezone(zone).replace(tzinfo=None), line.is_late, line.clock_offset_s,
            _way(line.direction), line.gate, source_label(line.source), _(line.verdict.label), line.verdict.is_refusal,
            line.name if shows_names else mask_name(line.name), line.unit_name, line.actor, line.device, line.code_read,
            line.reason, _("、").join(_(DOUBTS[doubt]) for doubt in clues.doubts if doubt in DOUBTS), clues.distance_m,
            clues.accuracy_m, clues.same_device or None, clues.prefix, clues.code_age_s, clues.ticket_age_s,
            line.undoes_id, line.is_undone,
        )  # fmt: skip


def _way(direction: Direction) -> str:
    return str(_("离开") if direction is Direction.EXIT else _("进入"))


#: Columns of `_columns` that fit on paper.
_ON_PAPER = (1, 2, 5, 6, 7, 8, 10, 11, 16)


def _document(facts: SessionFacts, rows: list[tuple[Scalar, ...]]) -> Document:
    columns = tuple(_columns()[place] for place in _ON_PAPER)
    printed = [tuple(_told(row[place]) for place in _ON_PAPER) for row in rows[:PRINTED]]
    cut = _("共 %(total)s 条，这里印出最近的 %(shown)s 条，其余请导出 Excel", total=len(rows), shown=len(printed))
    return Document(
        title=_("%(title)s扫码记录", title=facts.title), page=Page.A4_LANDSCAPE,
        meta=(show_moment(facts.starts_at), facts.host_name, *([cut] if len(printed) < len(rows) else [])),
        blocks=(Table.flat(columns, printed),),
    )  # fmt: skip


def _told(cell: Scalar) -> Scalar:
    """Times to the second, as short as they can be read."""
    return f"{cell:%m-%d %H:%M:%S}" if isinstance(cell, datetime | date) else cell
