"""Making a sheet: copying one, changing rows and points while it is a draft, opening it, the next version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.assessments.models import ScoreSheet
from quizapp.assessments.queries import get_sheet, lint, place_of
from quizapp.assessments.rules import RuleType
from quizapp.assessments.sheet import Row, data_of, rows_of, start_sheets
from quizapp.campaigns import Campaign
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line, clean_text
from quizapp.units import levels, unit_kinds

MOST_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetText:
    """What stands above the rows."""

    title: str
    total: int
    note: str = ""
    grades: tuple[tuple[str, int], ...] = ()
    levels: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    due_on: date | None = None


def copy_start(
    session: Session, campaign: Campaign, unit_id: int, key: str, *, actor: str, now: datetime
) -> ScoreSheet:
    """A draft of the office's own, made of a sheet to start from. Raises `Invalid` for an unknown one."""
    start = start_sheets().get(key)
    if start is None:
        raise Invalid(N_("没有这张范表：请刷新页面再选"), field="key")
    rows = [
        replace(row, due_on=campaign.starts_on) if row.rule.type is RuleType.DEADLINE else row for row in start.rows
    ]
    sheet = ScoreSheet(
        campaign_id=campaign.id, unit_id=unit_id, title=start.title, total=start.total,
        rows=[data_of(row) for row in rows], grades=[list(pair) for pair in start.grades], changed_at=now, actor=actor,
    )  # fmt: skip
    session.add(sheet)
    session.flush()
    return sheet


def copy_sheet(
    session: Session, sheet: ScoreSheet, unit_id: int, campaign_id: int, *, actor: str, now: datetime
) -> ScoreSheet:
    """A draft with the same rows: the next version where the office and campaign are the same, else a first one."""
    is_next = sheet.unit_id == unit_id and sheet.campaign_id == campaign_id
    made = ScoreSheet(
        campaign_id=campaign_id, unit_id=unit_id, title=sheet.title, note=sheet.note, total=sheet.total,
        version=_next_version(session, sheet) if is_next else 1, follows_id=sheet.id if is_next else None,
        rows=list(sheet.rows), grades=list(sheet.grades), levels=list(sheet.levels), unit_kinds=list(sheet.unit_kinds),
        due_on=sheet.due_on if is_next else None, changed_at=now, actor=actor,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _next_version(session: Session, sheet: ScoreSheet) -> int:
    same = (ScoreSheet.campaign_id == sheet.campaign_id, ScoreSheet.unit_id == sheet.unit_id)
    newest = session.scalar(select(func.max(ScoreSheet.version)).where(*same, ScoreSheet.title == sheet.title))
    return (newest or sheet.version) + 1


def _held(session: Session, sheet_id: int) -> ScoreSheet:
    """The sheet as it is once nobody else changes it."""
    query = select(ScoreSheet).where(ScoreSheet.id == sheet_id).with_for_update()
    sheet = session.scalar(query.execution_options(populate_existing=True))
    if sheet is None:
        raise NotFound(N_("没有这张评分表"))
    return sheet


def _draft(session: Session, sheet_id: int) -> ScoreSheet:
    sheet = _held(session, sheet_id)
    if sheet.state != "draft":
        raise Conflict(N_("评分表已经启用，不能再改：请另存为新版本，在新版本里改"))
    return sheet


def change_sheet(session: Session, sheet_id: int, said: SheetText, *, actor: str, now: datetime) -> ScoreSheet:
    """The draft with another heading. Raises `Conflict` once it is open, `Invalid` naming the field."""
    sheet = _draft(session, sheet_id)
    title = clean_line(said.title, limit=100)
    if not title:
        raise Invalid(N_("请填写标题"), field="title")
    if not 1 <= said.total <= 1_000:
        raise Invalid(N_("总分应在 1 到 1000 之间"), field="total")
    if any(a[1] <= b[1] for a, b in pairwise(said.grades)):
        raise Invalid(N_("等次要从好到差写，分数一档比一档低"), field="grades")
    _known(said.levels, levels(), "levels")
    _known(said.unit_kinds, unit_kinds(), "unit_kinds")
    sheet.title, sheet.total, sheet.note = title, said.total, clean_text(said.note, limit=2_000)
    sheet.grades, sheet.due_on = [list(pair) for pair in said.grades], said.due_on
    sheet.levels, sheet.unit_kinds = list(said.levels), list(said.unit_kinds)
    return _touched(session, sheet, actor, now)


def _known(words: Collection[str], table: Collection[str], field: str) -> None:
    strange = [word for word in words if word not in table]
    if strange:
        raise Invalid(N_("不认识“%(word)s”：请从列出的里面选"), field=field, word=strange[0])


def _touched(session: Session, sheet: ScoreSheet, actor: str, now: datetime) -> ScoreSheet:
    sheet.revision, sheet.changed_at, sheet.actor = sheet.revision + 1, now, actor
    session.flush()
    return sheet


def save_row(session: Session, sheet_id: int, row: Row, *, actor: str, now: datetime) -> ScoreSheet:
    """The draft with the row in its place, or at the end when its key is new (an empty key gets one)."""
    sheet = _draft(session, sheet_id)
    if not clean_line(row.title):
        raise Invalid(N_("请写明评什么"), field="title")
    rows = list(rows_of(sheet.rows))
    if not row.key:
        if len(rows) >= MOST_ROWS:
            raise Invalid(N_("一张评分表最多 %(most)d 行"), field="title", most=MOST_ROWS)
        rows.append(replace(row, key=f"row-{new_token()[:8]}"))
    else:
        rows[place_of(rows, row.key)] = row
    return _written(session, sheet, rows, actor, now)


def drop_row(session: Session, sheet_id: int, key: str, *, actor: str, now: datetime) -> ScoreSheet:
    """The draft without the row."""
    sheet = _draft(session, sheet_id)
    rows = list(rows_of(sheet.rows))
    del rows[place_of(rows, key)]
    return _written(session, sheet, rows, actor, now)


def move_row(session: Session, sheet_id: int, key: str, *, up: bool, actor: str, now: datetime) -> ScoreSheet:
    """The draft with the row one place up or down."""
    sheet = _draft(session, sheet_id)
    rows = list(rows_of(sheet.rows))
    place = place_of(rows, key)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    return _written(session, sheet, rows, actor, now)


def _written(session: Session, sheet: ScoreSheet, rows: Sequence[Row], actor: str, now: datetime) -> ScoreSheet:
    sheet.rows = [data_of(row) for row in rows]
    return _touched(session, sheet, actor, now)


def open_sheet(session: Session, sheet_id: int, *, now: datetime) -> ScoreSheet:
    """Let units score themselves; from now on the rows stand still. Raises `Invalid` while something is wrong.

    Any other version of it that is open is closed: nobody is scored by two at once.
    """
    sheet = _draft(session, sheet_id)
    errors = [finding for finding in lint(sheet) if finding.is_error]
    if errors:
        raise Invalid(N_("评分表还有 %(n)d 处不对，改好再启用"), n=len(errors))
    for other in _versions(session, sheet):
        other.state = "closed" if other.state == "open" else other.state
    sheet.state, sheet.opened_at = "open", now
    session.flush()
    return sheet


def _versions(session: Session, sheet: ScoreSheet) -> list[ScoreSheet]:
    """All other versions of the sheet, held: those that lead to the same first one."""
    mine = (ScoreSheet.campaign_id == sheet.campaign_id, ScoreSheet.unit_id == sheet.unit_id)
    query = select(ScoreSheet).where(*mine).order_by(ScoreSheet.id).with_for_update()
    sheets = {each.id: each for each in session.scalars(query.execution_options(populate_existing=True))}

    def first(each: ScoreSheet) -> int:
        while each.follows_id in sheets:
            each = sheets[each.follows_id]
        return each.id

    return [each for each in sheets.values() if each.id != sheet.id and first(each) == first(sheet)]


def close_sheet(session: Session, sheet_id: int) -> ScoreSheet:
    """No more scoring on it; what was scored stays readable. Raises `Conflict` unless it is open."""
    sheet = _held(session, sheet_id)
    if sheet.state != "open":
        raise Conflict(N_("这张评分表没有启用"))
    sheet.state = "closed"
    session.flush()
    return sheet


def drop_draft(session: Session, sheet_id: int) -> None:
    """Delete a draft. Raises `Conflict` once it was open."""
    sheet = _draft(session, sheet_id)
    session.execute(delete(ScoreSheet).where(ScoreSheet.id == sheet.id))


def set_ranking(session: Session, sheet_id: int, *, is_on: bool) -> ScoreSheet:
    """Whether the office sees its units in order of points. Off until somebody switches it on."""
    sheet = get_sheet(session, sheet_id)
    sheet.has_ranking = is_on
    session.flush()
    return sheet
