"""What can be taken away from a session: its code, its poster, its list."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts
from quizapp.checkins import queries
from quizapp.checkins.models import Headcount, SessionGate
from quizapp.checkins.queries import Arrival
from quizapp.checkins.service.gates import list_gates
from quizapp.checkins.views_shared import public_address
from quizapp.exports import (
    Column,
    Poster,
    PosterSize,
    Scalar,
    Step,
    content_disposition,
    file_name,
    qr_png,
    write_poster,
)
from quizapp.kit.clock import local_date
from quizapp.kit.text import mask_name
from quizapp.web import actor, note, now, send_rows, staff, store

blueprint = Blueprint("session_files", __name__, url_prefix="/console/sessions")


def _find(session_id: int, permission: Permission) -> SessionFacts:
    with store().read() as session:
        return activities.session_for(session, session_id, permission, actor())


@blueprint.get("/<int:session_id>/qr.png")
@staff(Permission.VIEW)
def qr(session_id: int) -> ResponseReturnValue:
    """The code alone, for screens and chat groups."""
    return Response(qr_png(public_address(_find(session_id, Permission.VIEW))), content_type="image/png")


@blueprint.get("/<int:session_id>/poster.pdf")
@staff(Permission.VIEW)
def poster(session_id: int) -> ResponseReturnValue:
    """One page for the door, A4 or A3 (``?size=A3``); with ``?g=`` for one gate of several."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.VIEW, actor())
        gate = next(
            (each for each in list_gates(session, session_id) if each.id == request.args.get("g", type=int)), None
        )
        mark = activities.mark_of(session, facts)
    size = PosterSize.A3 if request.args.get("size") == "A3" else PosterSize.A4
    stream = io.BytesIO()
    write_poster(_poster(facts, size, mark, gate), stream)
    name = _("%(title)s签到海报", title=facts.title)
    return _pdf(stream, f"{name} {gate.name}" if gate else name)


def _without_scheme(address: str) -> str:
    return address.partition("://")[2]


def _pdf(stream: io.BytesIO, name: str) -> Response:
    headers = {"Content-Disposition": content_disposition(file_name(name, None, "pdf"))}
    return Response(stream.getvalue(), content_type="application/pdf", headers=headers)


def _poster(facts: SessionFacts, size: PosterSize, mark: str, gate: SessionGate | None = None) -> Poster:
    where = " · ".join(part for part in (facts.local_span, facts.place, gate.name if gate else "") if part)
    return Poster(
        title=facts.title, headline=_("扫码签到"), url=public_address(facts, g=gate.id if gate else None),
        shown_url=_without_scheme(public_address(facts)), host=facts.host_name, theme=where,
        code=facts.code, code_label=_("签到口令"), size=size, watermark=_(mark) if mark else "", url_label=_("不方便扫码？用手机浏览器打开"),
        steps=(
            Step(title=_("扫一扫"), text=_("微信或手机相机都可以")),
            Step(title=_("点“签到”"), text=_("第一次要填姓名和单位")),
            Step(title=_("看到绿色"), text=_("就是签到成功")),
        ),
        footer=_("没带手机？请到签到处报姓名，工作人员帮您签到"),
    )  # fmt: skip


@blueprint.get("/<int:session_id>/units.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def units(session_id: int, fmt: str) -> ResponseReturnValue:
    """How many came of which unit; nobody is named."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.EXPORT, actor())
        mark, rows = activities.mark_of(session, facts), queries.heads_by_unit(session, session_id)
    with store().write() as session:
        detail = {"format": fmt, "rows": len(rows)}
        note(session, "session.export_units", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    columns = (Column(title=_("单位"), width=32), Column(title=_("人次"), width=10))
    name = _("%(title)s各单位人次-%(day)s", title=facts.title, day=local_date(now(), facts.time_zone))
    return send_rows(columns, rows, fmt, name, watermark=_(mark) if mark else "")


@blueprint.get("/<int:session_id>/attendance.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def export(session_id: int, fmt: str) -> ResponseReturnValue:
    """Who came; names are masked unless ``?names=full`` is asked by somebody who looks after people."""
    with_names = request.args.get("names") == "full"
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.EXPORT, actor())
        if with_names:
            actor().require(Permission.EDIT_PEOPLE, facts.host_path)
        mark = activities.mark_of(session, facts)
        rows = list(_rows(queries.list_arrivals(session, session_id), facts, with_names=with_names))
        rows += [_crowd_row(crowd, unit, facts) for crowd, unit in queries.list_headcounts(session, session_id)
                 if crowd.undone_at is None]  # fmt: skip
    with store().write() as session:
        detail = {"format": fmt, "names": "full" if with_names else "masked", "rows": len(rows)}
        note(session, "session.export", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    day = local_date(now(), facts.time_zone)
    name = _("%(title)s签到名单-%(day)s", title=facts.title, day=day)
    return send_rows(_columns(), rows, fmt, name, watermark=_(mark) if mark else "")


def source_label(source: str) -> str:
    """How somebody came in, in words."""
    labels = {
        "scan": _("自己扫码"), "helper": _("工作人员"), "kiosk": _("自助机"), "paper": _("纸质签到表"),
        "headcount": _("集体清点"),
    }  # fmt: skip
    return str(labels.get(source, source))


def _columns() -> tuple[Column, ...]:
    titles = (
        (_("姓名"), 14), (_("单位"), 24), (_("部门岗位"), 16), (_("签到时间"), 18), (_("方式"), 12), (_("人次"), 8),
        (_("约数"), 8), (_("说明"), 30),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def _local(moment: datetime, facts: SessionFacts) -> datetime:
    return moment.astimezone(ZoneInfo(facts.time_zone)).replace(tzinfo=None)


def _rows(lines: list[Arrival], facts: SessionFacts, *, with_names: bool) -> Iterator[tuple[Scalar, ...]]:
    for line in lines:
        name = line.name if with_names else mask_name(line.name)
        yield (
            name or _("（已删除）"), line.unit_name, line.detail, _local(line.arrived_at, facts), source_label(line.source),
            1, None, line.reason,
        )  # fmt: skip


def _crowd_row(crowd: Headcount, unit_name: str, facts: SessionFacts) -> tuple[Scalar, ...]:
    said = _("清点人：%(name)s", name=crowd.counted_by)
    return (
        _("（未记名）"), unit_name, "", _local(crowd.counted_at, facts), source_label("headcount"), crowd.people,
        crowd.is_approximate, said,
    )  # fmt: skip
