"""The book: what was recorded, by kind, days and words; one line; the whole as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import records
from quizapp.accounts import Permission
from quizapp.errors import Invalid
from quizapp.exports import Column, Scalar
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.records import Record, RecordFilter
from quizapp.records.access import record_for
from quizapp.records.kinds import record_groups, record_kinds, record_tags, statuses
from quizapp.units import Unit
from quizapp.web import ConsoleScope, actor, console_scope, note, now, send_rows, staff, store

blueprint = Blueprint("records", __name__, url_prefix="/console/records", template_folder="templates")

PAGE = 50


def _wanted(scope: ConsoleScope) -> RecordFilter:
    """What the address asks for."""
    kind = request.args.get("kind", "")
    group = [each.key for each in record_kinds().values() if each.group == kind]
    return RecordFilter(
        campaign_id=scope.campaign.id, paths=scope.paths, kinds=tuple(group or ([kind] if kind in record_kinds() else [])),
        first=_day("first"), last=_day("last"), words=request.args.get("q", "")[:50],
        with_withdrawn=request.args.get("withdrawn") == "1",
    )  # fmt: skip


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(N_("日期要写成 2026-06-16 这样"), field=name) from None


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """A page of the book."""
    page = max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        scope = console_scope(session)
        wanted = _wanted(scope)
        lines = records.list_records(session, wanted, offset=(page - 1) * PAGE, limit=PAGE)
        total = records.count_records(session, wanted)
        in_use = records.kinds_in_use(session, scope.campaign.id, scope.paths)
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template(
        "records/list.html", lines=lines, total=total, page=page, pages=max(-(-total // PAGE), 1), kept=kept,
        in_use=in_use, kinds=record_kinds(), groups=record_groups(), statuses=statuses(), tags=record_tags(),
        wanted=wanted, chosen=request.args.get("kind", ""), may_edit=actor().can_somewhere(Permission.EDIT_RECORDS),
        may_export=actor().can_somewhere(Permission.EXPORT),
    )  # fmt: skip


@blueprint.get("/<int:record_id>")
@staff(Permission.VIEW)
def detail(record_id: int) -> ResponseReturnValue:
    """One line, with what became of it."""
    with store().read() as session:
        record, unit = record_for(session, record_id, Permission.VIEW, actor())
        photos = records.list_record_photos(session, record_id)
    return render_template(
        "records/detail.html", record=record, photos=photos, unit=unit, kind=record_kinds()[record.kind], statuses=statuses(),
        tags=record_tags(), may_edit=actor().can(Permission.EDIT_RECORDS, unit.path),
    )  # fmt: skip


@blueprint.get("/export.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def export(fmt: str) -> ResponseReturnValue:
    """Exactly the lines that the filter shows."""
    with store().read() as session:
        scope = console_scope(session, Permission.EXPORT)
        lines = records.list_records(session, _wanted(scope), limit=None)
        rows = list(_rows(lines))
    with store().write() as session:
        detail = {"format": fmt, "rows": len(rows)}
        note(session, "records.export", "campaign", scope.campaign.id, unit_id=scope.root.id, detail=detail)
    day = local_date(now(), scope.campaign.time_zone)
    return send_rows(_columns(), rows, fmt, _("%(title)s台账-%(day)s", title=scope.campaign.title, day=day))


def _columns() -> tuple[Column, ...]:
    titles = (
        (_("日期"), 12), (_("单位"), 24), (_("类别"), 16), (_("名称或内容"), 40), (_("数量"), 8), (_("数量是约数"), 8), (_("单位词"), 8),
        (_("人次"), 8), (_("人次是约数"), 8), (_("状态"), 10), (_("专题"), 24), (_("在哪里看得到"), 30), (_("备注"), 30), (_("是否撤销"), 10),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def _rows(lines: list[tuple[Record, Unit]]) -> Iterator[tuple[Scalar, ...]]:
    for record, unit in lines:
        kind = record_kinds()[record.kind]
        yield (
            record.happened_on, unit.name, _(kind.label), record.title, record.quantity,
            record.is_approximate, _(kind.word), record.attendances, record.heads_approximate, _(statuses()[record.status]) if record.status else "",
            "、".join(_(record_tags()[tag]) for tag in record.tags.split()), record.evidence, record.note,
            record.withdrawn_at is not None,
        )  # fmt: skip
