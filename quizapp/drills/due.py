"""The calendar of drills: who drilled last when, by the ledger, and who is due."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.drills.due_rules import Due, DueRule, DueState, get_rule, judge_due, regions_of, rules_for
from quizapp.drills.facts import drill_kinds, usual_facts
from quizapp.drills.models import Drill, DrillRule
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import LedgerEntry, Measure
from quizapp.units import Unit, list_ancestors, tree_place, within_any

_ORDER = {DueState.OVERDUE: 0, DueState.NEVER: 1, DueState.SOON: 2, DueState.FINE: 3, DueState.OPEN: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One unit by the rule that decides."""

    unit: Unit
    #: None where no rule fits.
    rule: DueRule | None
    due: Due
    #: What the organizer set for this unit; None = as its kind.
    own: DrillRule | None
    #: Drills in the ledger in the last twelve months.
    drills: int

    @property
    def state(self) -> DueState:
        """Where the unit stands."""
        return self.due.state


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule:
    """What the organizer sets for a unit: a rule of the data, or an interval with its basis; neither = as its kind."""

    rule_key: str = ""
    months: int | None = None
    basis: str = ""
    last_before: date | None = None


def list_due(session: Session, paths: Collection[str], *, today: date, limit: int = 2000) -> list[DueLine]:
    """Active units of the subtrees, those overdue first. Five statements."""
    if not paths:
        return []
    units = session.scalars(
        select(Unit).where(Unit.is_active, within_any(paths)).order_by(Unit.path).limit(limit)
    ).all()
    held = _held(session, paths)
    own = {row.unit_id: row for row in session.scalars(
        select(DrillRule).join(Unit, Unit.id == DrillRule.unit_id).where(within_any(paths)))}  # fmt: skip
    regions = _regions(session, units)
    lines = [_line(unit, held.get(unit.id, []), own.get(unit.id), regions, today) for unit in units]
    return sorted(lines, key=lambda line: (_ORDER[line.state], line.due.next or date.max, tree_place(line.unit.path)))


def _held(session: Session, paths: Collection[str]) -> dict[int, list[tuple[date, str]]]:
    """Unit -> (day, content) of the drills that stand in the ledger as its own; joint hosts have theirs too."""
    undo = aliased(LedgerEntry)
    rows = session.execute(
        select(LedgerEntry.unit_id, LedgerEntry.day, LedgerEntry.kind, func.coalesce(Drill.content, ""))
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .outerjoin(Drill, Drill.session_id == LedgerEntry.session_id)
        .where(
            LedgerEntry.kind.in_(tuple(drill_kinds())), LedgerEntry.measure == Measure.SESSION_HELD.value,
            LedgerEntry.quantity > 0, LedgerEntry.reverses_id.is_(None),
            ~exists().where(undo.reverses_id == LedgerEntry.id), within_any(paths),
        )
    )  # fmt: skip
    found: dict[int, list[tuple[date, str]]] = {}
    for unit_id, day, kind, content in rows:
        found.setdefault(unit_id, []).append((day, content or usual_facts(kind).content))
    return found


def _regions(session: Session, units: Sequence[Unit]) -> tuple[str, ...]:
    """Regions by the names from the top of the tree down to the topmost unit."""
    if not units:
        return ()
    top = min(units, key=lambda unit: unit.depth)
    return regions_of([top.name, *(unit.name for unit in list_ancestors(session, top))])


def _line(
    unit: Unit, held: Sequence[tuple[date, str]], own: DrillRule | None, regions: Sequence[str], today: date
) -> DueLine:
    rules = _rules(unit, own, regions)
    recent = sum((today - day).days <= 365 for day, _ in held)
    judged = [(rule, judge_due(rule.months, _last(rule, held, own), today)) for rule in rules]
    if not judged:
        nothing = Due(state=DueState.OPEN, last=max((day for day, _ in held), default=None), next=None)
        return DueLine(unit=unit, rule=None, due=nothing, own=own, drills=recent)
    rule, due = min(judged, key=lambda pair: (_ORDER[pair[1].state], pair[1].next or date.max))
    return DueLine(unit=unit, rule=rule, due=due, own=own, drills=recent)


def _rules(unit: Unit, own: DrillRule | None, regions: Sequence[str]) -> list[DueRule]:
    if own is None or (not own.rule_key and own.months is None):
        return rules_for(level=unit.level, kind=unit.kind, regions=regions)
    if own.rule_key:
        return [get_rule(own.rule_key)]
    return [DueRule(key="own", title=own.basis, months=own.months or 0)]


def _last(rule: DueRule, held: Sequence[tuple[date, str]], own: DrillRule | None) -> date | None:
    days = [day for day, content in held if not rule.contents or content in rule.contents]
    days += [own.last_before] if own is not None and own.last_before is not None else []
    return max(days, default=None)


def set_own_rule(session: Session, unit_id: int, wanted: OwnRule, *, actor: str, now: datetime) -> DrillRule:
    """What the organizer set for the unit. Raises `Invalid` for an unknown rule, or an interval without a basis."""
    basis = clean_line(wanted.basis, limit=150)
    if wanted.rule_key:
        get_rule(wanted.rule_key)
    elif wanted.months is None:
        raise Invalid(N_("请选一条规则，或填几个月演练一次"), field="months")
    elif not 0 <= wanted.months <= 120:
        raise Invalid(N_("请填 0 到 120 之间的月数"), field="months")
    elif not basis:
        raise Invalid(N_("请写明依据，例如“镇政府文件〔2026〕5 号”"), field="basis")
    row = session.scalar(select(DrillRule).where(DrillRule.unit_id == unit_id)) or DrillRule(unit_id=unit_id)
    row.rule_key, row.months = wanted.rule_key, None if wanted.rule_key else wanted.months
    row.basis, row.last_before, row.changed_at, row.changed_by = basis, wanted.last_before, now, actor
    session.add(row)
    session.flush()
    return row


def drop_own_rule(session: Session, unit_id: int) -> bool:
    """Follow the rules by kind again; whether there was a rule of one's own."""
    row = session.scalar(select(DrillRule).where(DrillRule.unit_id == unit_id))
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def count_states(lines: Sequence[DueLine]) -> Mapping[DueState, int]:
    """How many units stand where."""
    return {state: sum(line.state is state for line in lines) for state in DueState}


def find_own_rule(session: Session, unit_id: int) -> DrillRule | None:
    """What the organizer set for the unit; None = it follows the rules by kind."""
    return session.scalar(select(DrillRule).where(DrillRule.unit_id == unit_id))
