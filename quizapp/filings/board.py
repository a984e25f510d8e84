"""Who has filed and who has not: one report of a calendar, all units of a subtree. The same statements for 5 and 5,000."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.filings.calendar import Calendar, is_on_duty
from quizapp.filings.models import Filing, FilingReminder
from quizapp.filings.rules import Standing, Window, standing_of
from quizapp.kit.i18n import N_
from quizapp.units import Unit, list_children, tree_place, within

#: Filter -> its word (a message id).
FILTERS = {
    "all": N_("全部"), "missing": N_("未报"), "submitted": N_("待审核"), "returned": N_("已退回"),
    "accepted": N_("已通过"), "late": N_("逾期"), "nil": N_("零报告"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One unit."""

    unit_id: int
    code: str
    name: str
    parent_id: int | None
    path: str
    search: str
    standing: Standing
    filing_id: int | None = None
    version: int = 0
    is_nil: bool = False
    is_late: bool = False
    filed_at: datetime | None = None
    author: str = ""
    reminded_at: datetime | None = None

    @property
    def is_missing(self) -> bool:
        """Whether something is still to come from it."""
        return self.standing in (Standing.OPEN, Standing.MISSING)

    def fits(self, chosen: str) -> bool:
        """Whether a filter of `FILTERS` shows it."""
        match chosen:
            case "missing":
                return self.is_missing
            case "late":
                return self.is_late or self.standing is Standing.MISSING
            case "nil":
                return self.is_nil
            case "accepted":
                return self.standing in (Standing.ACCEPTED, Standing.FROZEN)
            case "submitted" | "returned":
                return self.standing.value == chosen
            case _:
                return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A direct child with how many units of its subtree are asked, and how many of them have filed."""

    unit_id: int
    name: str
    asked: int
    filed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All units that are asked, each below the one above it."""

    lines: Sequence[BoardLine]
    branches: Sequence[Branch]

    def counts(self) -> dict[str, int]:
        """Filter -> how many units it shows."""
        return {name: sum(line.fits(name) for line in self.lines) for name in FILTERS}

    def shown(self, chosen: str) -> list[BoardLine]:
        """The units that a filter shows."""
        return [line for line in self.lines if line.fits(chosen)]


def read_board(
    session: Session, campaign: Campaign, calendar: Calendar, window: Window, top: Unit, *, now: datetime
) -> Board:
    """The board of ``top`` and everything below it. Four statements."""
    merged = _merged(session, campaign, calendar, window)
    reminded = _reminded(session, campaign, calendar, window)
    lines = [
        BoardLine(
            unit_id=row.id, code=row.code, name=row.name, parent_id=row.parent_id, path=row.path,
            search=f"{row.name} {row.pinyin} {row.initials} {row.code}",
            standing=standing_of(row.state, window, now, is_merged=row.id in merged), filing_id=row.filing_id,
            version=row.version or 0, is_nil=bool(row.is_nil), is_late=bool(row.is_late), filed_at=row.filed_at,
            author=row.author or "", reminded_at=reminded.get(row.id),
        )
        for row in _rows(session, campaign, calendar, window, top)
    ]  # fmt: skip
    lines.sort(key=lambda line: tree_place(line.path))
    return Board(lines=lines, branches=_branches(session, top, lines))


def _rows(session: Session, campaign: Campaign, calendar: Calendar, window: Window, top: Unit) -> Iterator[_Row]:
    is_of = and_(
        Filing.unit_id == Unit.id, Filing.campaign_id == campaign.id, Filing.form_key == calendar.row.form_key,
        Filing.period_key == window.period.key, Filing.is_latest,
    )  # fmt: skip
    query = (
        select(
            Unit.id, Unit.code, Unit.name, Unit.parent_id, Unit.path, Unit.pinyin, Unit.initials,
            Filing.id.label("filing_id"), Filing.state, Filing.version, Filing.is_nil, Filing.is_late, Filing.filed_at,
            Filing.author,
        )
        .outerjoin(Filing, is_of)
        .where(within(top.path), is_on_duty(calendar.row))
    )  # fmt: skip
    for row in session.execute(query):
        yield _Row(*tuple(row))


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    code: str
    name: str
    parent_id: int | None
    path: str
    pinyin: str
    initials: str
    filing_id: int | None
    state: str | None
    version: int | None
    is_nil: bool | None
    is_late: bool | None
    filed_at: datetime | None
    author: str | None


def _merged(session: Session, campaign: Campaign, calendar: Calendar, window: Window) -> set[int]:
    """Units that have filed a later week."""
    last = window.period.last
    if last is None:
        return set()
    query = select(Filing.unit_id).where(
        Filing.campaign_id == campaign.id, Filing.form_key == calendar.row.form_key, Filing.is_standing,
        Filing.last_day > last,
    )  # fmt: skip
    return set(session.scalars(query.distinct()))


def _reminded(session: Session, campaign: Campaign, calendar: Calendar, window: Window) -> dict[int, datetime]:
    query = (
        select(FilingReminder.unit_id, func.max(FilingReminder.made_at))
        .where(FilingReminder.campaign_id == campaign.id, FilingReminder.form_key == calendar.row.form_key)
        .where(FilingReminder.period_key == window.period.key)
        .group_by(FilingReminder.unit_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _branches(session: Session, top: Unit, lines: Sequence[BoardLine]) -> list[Branch]:
    children = list_children(session, top.id)
    of_child = {str(child.id): child.id for child in children}
    depth = len(top.path.strip("/").split("/"))
    asked: Counter[int] = Counter()
    filed: Counter[int] = Counter()
    for line in lines:
        parts = line.path.strip("/").split("/")
        child = of_child.get(parts[depth]) if len(parts) > depth else None
        if child is not None:
            asked[child] += 1
            filed[child] += not line.is_missing and line.standing is not Standing.RETURNED
    return [
        Branch(unit_id=child.id, name=child.name, asked=asked[child.id], filed=filed[child.id])
        for child in children
        if asked[child.id]
    ]
