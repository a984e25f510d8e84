"""Reading improvements: the list of units with filters, one with its history, the counts of the first page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.activities import Activity, ActivitySession
from quizapp.evaluations.models import Improvement, ImprovementEvent
from quizapp.evaluations.rules import is_overdue
from quizapp.kit.i18n import N_
from quizapp.units import Unit, within_any

#: State -> its name (message ids).
STATES = {
    "open": N_("待整改"), "done": N_("待核实"), "verified": N_("已销号"), "withdrawn": N_("已撤回"),
}  # fmt: skip
EVENTS = {
    "raised": N_("登记"), "changed": N_("修改"), "done": N_("报告完成"), "verified": N_("核实销号"),
    "reopened": N_("退回重改"), "withdrawn": N_("撤回"),
}  # fmt: skip
#: Filters of the list; ``standing`` = not settled yet, ``overdue`` = open and too late.
FILTERS = {
    "standing": N_("没有了结"), "overdue": N_("已逾期"), "open": N_("待整改"), "done": N_("待核实"),
    "verified": N_("已销号"), "mine": N_("交给我的"), "all": N_("全部"),
}  # fmt: skip

_HOST = aliased(Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementFilter:
    """Which improvements: of a campaign, whose owner or whose drill's host is in ``paths``."""

    campaign_id: int
    paths: Collection[str]
    today: date
    shown: str = "standing"
    #: Owner units below this one only; empty = all.
    below: str = ""
    words: str = ""
    staff_id: int | None = None
    session_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedImprovement:
    """An improvement with the names that stand around it."""

    row: Improvement
    owner_unit: str
    owner_path: str
    session_title: str
    host_name: str
    host_path: str
    is_overdue: bool


def list_improvements(
    session: Session, wanted: ImprovementFilter, *, offset: int = 0, limit: int | None = None
) -> list[ListedImprovement]:
    """Those that fit, the most urgent first: open before done before settled, then by deadline. One statement."""
    order = (_rank(), Improvement.due_on, Improvement.id)
    rows = session.execute(_query().where(*_conditions(wanted)).order_by(*order).offset(offset).limit(limit))
    return [_listed(row, wanted.today) for row in rows]


def read_improvement(session: Session, improvement_id: int, *, today: date) -> ListedImprovement | None:
    """One improvement; None when there is none. One statement."""
    row = session.execute(_query().where(Improvement.id == improvement_id)).first()
    return _listed(row, today) if row is not None else None


def improvements_of_session(session: Session, session_id: int, *, today: date) -> list[ListedImprovement]:
    """Improvements that a drill led to, in the order in which they were raised; withdrawn ones too. One statement."""
    rows = session.execute(_query().where(Improvement.session_id == session_id).order_by(Improvement.id))
    return [_listed(row, today) for row in rows]


def history_of(session: Session, improvement_id: int) -> Sequence[ImprovementEvent]:
    """Its steps, the first one first. One statement."""
    query = select(ImprovementEvent).where(ImprovementEvent.improvement_id == improvement_id)
    return session.scalars(query.order_by(ImprovementEvent.id)).all()


def count_improvements(session: Session, wanted: ImprovementFilter) -> dict[str, int]:
    """How many there are by filter, whatever ``wanted.shown`` says. One statement."""
    sums = [func.count().filter(*_shown(key, wanted)) for key in FILTERS]
    query = select(*sums).select_from(Improvement).join(Unit, Unit.id == Improvement.owner_unit_id)
    query = query.join(ActivitySession, ActivitySession.id == Improvement.session_id)
    query = query.join(_HOST, _HOST.id == ActivitySession.host_unit_id).join(
        Activity, Activity.id == ActivitySession.activity_id
    )
    row = session.execute(query.where(*_inside(wanted))).one()
    return dict(zip(FILTERS, row, strict=True))


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(Improvement, Unit.name, Unit.path, Activity.title, _HOST.name, _HOST.path)
        .join(Unit, Unit.id == Improvement.owner_unit_id)
        .join(ActivitySession, ActivitySession.id == Improvement.session_id)
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .join(_HOST, _HOST.id == ActivitySession.host_unit_id)
        .execution_options(populate_existing=True)
    )


def _rank() -> ColumnElement[int]:
    return case(
        {"open": 0, "done": 1, "verified": 2, "withdrawn": 3}, value=Improvement.state, else_=4
    )  # fmt: skip


def _conditions(wanted: ImprovementFilter) -> list[ColumnElement[bool]]:
    return [*_inside(wanted), *_shown(wanted.shown, wanted)]


def _inside(wanted: ImprovementFilter) -> list[ColumnElement[bool]]:
    hosts = or_(*(_HOST.path.startswith(path, autoescape=True) for path in wanted.paths)) if wanted.paths else None
    reach = within_any(wanted.paths) if hosts is None else or_(within_any(wanted.paths), hosts)
    found: list[ColumnElement[bool]] = [Improvement.campaign_id == wanted.campaign_id, reach]
    if wanted.below:
        found.append(within_any([wanted.below]))
    if wanted.session_id is not None:
        found.append(Improvement.session_id == wanted.session_id)
    if wanted.words.strip():
        said = wanted.words.strip()
        columns = (Improvement.problem, Improvement.measure, Improvement.owner_name, Activity.title, Unit.name)
        found.append(or_(*(column.contains(said, autoescape=True) for column in columns)))
    return found


def _shown(key: str, wanted: ImprovementFilter) -> list[ColumnElement[bool]]:
    match key:
        case "standing":
            return [Improvement.state.in_(("open", "done"))]
        case "overdue":
            return [Improvement.state == "open", Improvement.due_on < wanted.today]
        case "mine":
            return [Improvement.state.in_(("open", "done")), Improvement.owner_staff_id == (wanted.staff_id or 0)]
        case "all":
            return [Improvement.state != ""]
        case _:
            return [Improvement.state == key]


def _listed(row: Any, today: date) -> ListedImprovement:
    item, unit_name, unit_path, title, host_name, host_path = row
    return ListedImprovement(
        row=item, owner_unit=unit_name, owner_path=unit_path, session_title=title, host_name=host_name,
        host_path=host_path, is_overdue=is_overdue(item.state, item.due_on, today),
    )  # fmt: skip
