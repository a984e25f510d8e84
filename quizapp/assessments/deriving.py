"""What the system can answer by itself: a row's figure from the ledger or from the plan room, and what stands behind it.

A proposal is shown as derived and never taken without the unit saying so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from quizapp.assessments.rules import RuleType
from quizapp.assessments.sheet import Row
from quizapp.campaigns import Campaign
from quizapp.kit.evidence import Evidence, describe
from quizapp.kit.periods import CUMULATIVE, Period
from quizapp.ledger import Measure, Scope, Sum, distinct_people, entries, sums
from quizapp.plans import UnitFacts, read_facts
from quizapp.units import Unit

#: Entries looked at for evidence, and how many of a row are shown.
_LOOKED_AT, _SHOWN = 300, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Row key -> figure, and what stands behind it."""

    figures: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)


def propose(session: Session, campaign: Campaign, unit: Unit, rows: Sequence[Row]) -> Proposals:
    """What the system knows about the unit's subtree for each row that it can answer."""
    scope = Scope(campaign_id=campaign.id, unit_path=unit.path)
    kinds = {kind for row in rows for kind in row.kinds}
    found = sums(session, scope, kinds=kinds) if kinds else []
    weeks = _by_week(session, campaign, unit, rows)
    facts = read_facts(session, campaign.id, unit.id, zone=campaign.time_zone)
    figures = {}
    for row in rows:
        figure = _figure(session, scope, unit, row, found, weeks, facts)
        if figure is not None:
            figures[row.key] = min(figure, row.rule.most())
    return Proposals(figures=figures, evidence=_evidence(session, scope, rows, kinds))


def _figure(
    session: Session, scope: Scope, unit: Unit, row: Row, found: Sequence[Sum], weeks: Sequence[Sequence[Sum]], facts: UnitFacts
) -> int | None:  # fmt: skip
    if row.fact:
        return _from_facts(row, facts)
    if not row.kinds:
        return None
    match row.rule.type:
        case RuleType.RATIO:
            people = distinct_people(session, scope, kinds=row.kinds)
            return people * 100 // unit.headcount if unit.headcount else None
        case RuleType.WEEKLY:
            return sum(_count(row, week) > 0 for week in weeks)
        case RuleType.FIXED:
            return int(_count(row, found) > 0)
        case _:
            return max(_count(row, found), 0)


def _from_facts(row: Row, facts: UnitFacts) -> int | None:
    day = {"liaison": facts.liaison_on, "file": facts.file_on}.get(row.fact)
    is_there = {"group": facts.group_size > 0, "liaison": facts.has_liaison}.get(row.fact, day is not None)
    match row.rule.type:
        case RuleType.DEADLINE:
            # nothing filed yet says nothing about how late it will be
            return max((day - row.due_on).days, 0) if day is not None and row.due_on is not None else None
        case RuleType.ZERO_GROUP:
            return int(not is_there)
        case _:
            return int(is_there)


def _count(row: Row, found: Sequence[Sum]) -> int:
    wants_people = row.counts == "attendances"
    return sum(
        each.quantity for each in found
        if each.kind in row.kinds and (each.measure == Measure.ATTENDANCE.value) == wants_people
    )  # fmt: skip


def _by_week(session: Session, campaign: Campaign, unit: Unit, rows: Sequence[Row]) -> list[list[Sum]]:
    """Sums of each seven days of the campaign, where a row asks for weeks. A campaign has five of them."""
    kinds = {kind for row in rows if row.rule.type is RuleType.WEEKLY for kind in row.kinds}
    if not kinds:
        return []
    return [
        sums(session, Scope(campaign_id=campaign.id, unit_path=unit.path, period=week), kinds=kinds)
        for week in _weeks(campaign.starts_on, campaign.ends_on)
    ]


def _weeks(first: date, last: date) -> list[Period]:
    count = min(-(-((last - first).days + 1) // 7), 8)
    starts = [first + timedelta(days=7 * number) for number in range(count)]
    return [Period(key=CUMULATIVE.key, first=day, last=min(day + timedelta(days=6), last)) for day in starts]


def _evidence(session: Session, scope: Scope, rows: Sequence[Row], kinds: set[str]) -> dict[str, list[Evidence]]:
    """The newest records behind each row that still stand. One look at the ledger, one at each kind of record."""
    if not kinds:
        return {}
    found = [entry for entry, _ in entries(session, scope, kinds=kinds, limit=_LOOKED_AT)]
    undone = {entry.reverses_id for entry in found if entry.reverses_id is not None}
    records: dict[tuple[str, bool], dict[tuple[str, int], None]] = defaultdict(dict)
    for entry in found:
        if entry.reverses_id is None and entry.id not in undone and entry.quantity > 0:
            is_person = entry.measure == Measure.ATTENDANCE.value
            records[entry.kind, is_person][entry.source_table, entry.source_id] = None
    told = describe(session, [record for each in records.values() for record in list(each)[:_SHOWN]])
    evidence = {}
    for row in rows:
        keys = [(kind, row.counts == "attendances") for kind in row.kinds]
        stories = [told[record] for key in keys for record in list(records[key])[:_SHOWN] if record in told]
        evidence[row.key] = list({story.path or story.title: story for story in stories}.values())[:_SHOWN]
    return evidence
