"""What lines would add to the book: each is new, in the book already, much like another, or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.errors import Invalid
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_, Phrase
from quizapp.kit.text import clean_line, fold_key
from quizapp.records.kinds import RecordKind, kind_words, statuses
from quizapp.records.models import Record
from quizapp.records.reading import RawLine
from quizapp.records.service import NewRecord, check_words
from quizapp.records.typed_words import read_amount, read_day
from quizapp.sheets import Problem
from quizapp.units import Unit, list_subtree


class Step(StrEnum):
    """What happens to a line."""

    ADD = "add"
    #: The book holds it word for word: nothing is added.
    SAME = "same"
    #: Kind, day, unit and name stand already, something else differs: left out unless wanted.
    ALIKE = "alike"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """A line that can be stored."""

    row: int
    step: Step
    new: NewRecord
    kind: RecordKind
    unit: Unit
    #: The record of the book that it is the same as or much like; None for a line of the same file.
    like_id: int | None = None
    #: The row of the same file that it is much like; 0 = none.
    like_row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What importing would do. Writes nothing."""

    lines: tuple[PlannedLine, ...]
    problems: tuple[Problem, ...]

    def of(self, step: Step) -> list[PlannedLine]:
        """The lines to which this happens."""
        return [line for line in self.lines if line.step is step]

    @property
    def errors(self) -> list[Problem]:
        """Lines that stay out, each with the reason."""
        return [problem for problem in self.problems if problem.is_error]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What lines that say nothing about it get."""

    campaign: Campaign
    #: All lines lie in its subtree.
    top: Unit
    kind: str = ""
    day: date | None = None


def plan_lines(session: Session, lines: Sequence[RawLine], given: Given, *, now: datetime) -> Plan:
    """Each line judged against the rest and against the book. Two statements."""
    places = _Places(list_subtree(session, given.top.path))
    today = local_date(now, given.campaign.time_zone)
    read: list[PlannedLine] = []
    problems: list[Problem] = []
    above = RawLine(row=0)
    for line in lines:
        whole = replace(
            line, kind=line.kind or above.kind, happened_on=line.happened_on or ("" if given.day else above.happened_on)
        )
        try:
            read.append(_read(whole, given, places, today))
        except Invalid as error:
            phrase = Phrase(error.message, **error.params)
            problems.append(_refused(line.row, phrase, error.field or ""))
        above = whole
    return Plan(lines=tuple(_judge(session, read, given)), problems=tuple(problems))


def _refused(row: int, phrase: Phrase, field: str) -> Problem:
    return Problem(row=row, code="E-LINE", severity="error", phrase=phrase, field=field)


def _read(line: RawLine, given: Given, places: _Places, today: date) -> PlannedLine:
    kind, tags = _kind(line.kind or given.kind)
    amount = read_amount(line.quantity)
    heads = read_amount(line.attendances) if line.attendances and kind.is_occasion else None
    day = read_day(line.happened_on, given.campaign.year) if line.happened_on else given.day
    if day is None:
        raise Invalid(N_("没有日期"), field="happened_on")
    if day > today:
        raise Invalid(N_("日期不能晚于今天"), field="happened_on")
    unit = places.find(line, given.top)
    new = NewRecord(
        campaign_id=given.campaign.id, unit_id=unit.id, kind=kind.key, title=line.title, happened_on=day, nonce="",
        quantity=amount.value, attendances=heads.value if heads else None,
        is_approximate=amount.is_approximate, heads_approximate=bool(heads and heads.is_approximate), status=_status(line.status, kind),
        tags=tags, evidence=line.evidence, note=line.note,
    )  # fmt: skip
    check_words(new, kind)
    return PlannedLine(row=line.row, step=Step.ADD, new=new, kind=kind, unit=unit)


def _kind(word: str) -> tuple[RecordKind, tuple[str, ...]]:
    if not word:
        raise Invalid(N_("没有类别：请写“横幅”“新闻报道”“宣传资料”这样的类别"), field="kind")
    found = kind_words().get(fold_key(word))
    if found is None:
        raise Invalid(N_("不认识的记录类别“%(word)s”"), field="kind", word=word[:20])
    if found[0].is_coded:
        raise Invalid(N_("“%(kind)s”按人登记、要填代号：请用单条登记"), field="kind", kind=found[0].label)
    return found


def _status(word: str, kind: RecordKind) -> str:
    if not word:
        return next(iter(kind.statuses), "")
    by_word = {fold_key(label): key for key, label in statuses().items()} | {key: key for key in statuses()}
    return by_word.get(fold_key(word), word)


class _Places:
    """Units by what people call them."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_id: dict[int, Unit] = {}
        self._by_word: dict[str, list[Unit]] = {}
        for unit in units:
            self._by_id[unit.id] = unit
            for word in {fold_key(unit.name), fold_key(unit.code)}:
                self._by_word.setdefault(word, []).append(unit)

    def find(self, line: RawLine, top: Unit) -> Unit:
        if line.unit_id is not None and line.unit_id in self._by_id:
            return self._by_id[line.unit_id]
        if not line.unit:
            return top
        steps = [step for step in line.unit.replace("／", "/").replace(">", "/").split("/") if step.strip()]
        found = self._by_word.get(fold_key(steps[-1]) if steps else "", [])
        if len(found) == 1:
            return found[0]
        message = N_("有几个单位叫“%(name)s”：请写单位编码") if found else N_("“%(top)s”下面没有叫“%(name)s”的单位")
        raise Invalid(message, field="unit", name=line.unit[:40], top=top.name)


_Key = tuple[str, date, int, str]


def _judge(session: Session, read: Sequence[PlannedLine], given: Given) -> list[PlannedLine]:
    book = _book(session, read, given)
    whole: dict[str, list[int]] = {}
    named: dict[_Key, int] = {}
    for record in book:
        whole.setdefault(record.payload_hash, []).append(record.id)
        named[record.kind, record.happened_on, record.unit_id, fold_key(record.title)] = record.id
    first_rows: dict[_Key, int] = {}
    judged = []
    for line in read:
        key = _key(line.new)
        standing = whole.get(line.new.payload_hash())
        if standing:
            judged.append(replace(line, step=Step.SAME, like_id=standing.pop(0)))
        elif key in named or key in first_rows:
            judged.append(replace(line, step=Step.ALIKE, like_id=named.get(key), like_row=first_rows.get(key, 0)))
        else:
            judged.append(line)
        first_rows.setdefault(key, line.row)
    return judged


def _key(new: NewRecord) -> _Key:
    return new.kind, new.happened_on, new.unit_id, fold_key(clean_line(new.title, limit=200))


def _book(session: Session, read: Sequence[PlannedLine], given: Given) -> list[Record]:
    """What stands of these kinds in these days, oldest first."""
    if not read:
        return []
    days = [line.new.happened_on for line in read]
    query = select(Record).where(
        Record.campaign_id == given.campaign.id, Record.withdrawn_at.is_(None),
        Record.kind.in_(sorted({line.new.kind for line in read})),
        Record.happened_on >= min(days), Record.happened_on <= max(days),
        Record.unit_id.in_(sorted({line.unit.id for line in read})),
    )  # fmt: skip
    return list(session.scalars(query.order_by(Record.id)))
