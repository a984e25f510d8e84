"""A sheet's rows as typed data: read from JSON or TOML, written back, and checked before anybody is scored by them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from quizapp.assessments.rules import FLAGS, Rule, RuleType, show_points
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_, Phrase

#: What the plan room knows of a unit: somebody named, a signed plan filed, a leading group.
FACTS = {"liaison": N_("有没有联络员"), "file": N_("有没有上传盖章方案"), "group": N_("有没有领导小组名单")}
#: Rule types that a figure of the ledger can answer.
FROM_LEDGER = frozenset({
    RuleType.FIXED, RuleType.AT_LEAST, RuleType.PER_ITEM, RuleType.BONUS, RuleType.WEEKLY, RuleType.RATIO,
})  # fmt: skip
FROM_FACTS = frozenset({RuleType.FIXED, RuleType.DEADLINE, RuleType.ZERO_GROUP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a sheet."""

    key: str
    group: str
    title: str
    rule: Rule
    #: How points are given, in words.
    standard: str = ""
    #: Choice: what each option is called.
    labels: tuple[str, ...] = ()
    #: Ledger kinds whose figure answers it.
    kinds: tuple[str, ...] = ()
    #: things | attendances
    counts: str = "things"
    #: One of `FACTS`, or empty.
    fact: str = ""
    #: Deadline: the last day in time.
    due_on: date | None = None
    #: Zero group: the group that is emptied.
    empties: str = ""

    @property
    def is_flag(self) -> bool:
        """Whether it is a yes or no without points of its own."""
        return self.rule.type in FLAGS

    @property
    def may_stay_open(self) -> bool:
        """Whether a unit may hand in without answering it: no means no."""
        return self.is_flag or self.rule.type is RuleType.BONUS


def row_of(data: Mapping[str, Any]) -> Row:
    """A row from its stored form. Points there are hundredths."""
    rule = Rule(
        type=RuleType(data["type"]), points=data.get("points", 0), each=data.get("each", 0),
        minimum=data.get("minimum", 1), options=tuple(points for _, points in data.get("options", ())),
        steps=tuple((count, taken) for count, taken in data.get("steps", ())),
    )  # fmt: skip
    return Row(
        key=data["key"], group=data.get("group", ""), title=data["title"], rule=rule, standard=data.get("standard", ""),
        labels=tuple(label for label, _ in data.get("options", ())), kinds=tuple(data.get("kinds", ())),
        counts=data.get("counts", "things"), fact=data.get("fact", ""),
        due_on=date.fromisoformat(data["due_on"]) if data.get("due_on") else None, empties=data.get("empties", ""),
    )  # fmt: skip


def data_of(row: Row) -> dict[str, Any]:
    """The row's stored form, nothing in it that says nothing."""
    rule = row.rule
    found: dict[str, Any] = {
        "key": row.key, "group": row.group, "title": row.title, "type": rule.type.value, "points": rule.points,
        "each": rule.each, "minimum": rule.minimum, "standard": row.standard, "kinds": list(row.kinds),
        "counts": row.counts, "fact": row.fact, "due_on": row.due_on.isoformat() if row.due_on else "",
        "empties": row.empties, "options": [list(pair) for pair in zip(row.labels, rule.options, strict=True)],
        "steps": [list(step) for step in rule.steps],
    }  # fmt: skip
    return {name: value for name, value in found.items() if value or name in ("key", "title", "type")}


def rows_of(data: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    """All rows of a sheet."""
    return tuple(row_of(each) for each in data)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSheet:
    """A sheet to start from."""

    key: str
    title: str
    about: str
    total: int
    rows: tuple[Row, ...]
    grades: tuple[tuple[str, int], ...]


@lru_cache(maxsize=1)
def start_sheets() -> dict[str, StartSheet]:
    """Key -> sheet, in the order of the file. Points in the file are whole or half points."""
    table = tomllib.loads(files("quizapp.assessments").joinpath("start_sheets.toml").read_text("utf-8"))
    return {each["key"]: _start(each) for each in table["sheet"]}


def _start(data: dict[str, Any]) -> StartSheet:
    rows = tuple(row_of(_hundredths(each)) for each in data["row"])
    grades = tuple((label, round(at_least * 100)) for label, at_least in data.get("grades", ()))
    return StartSheet(
        key=data["key"], title=data["title"], about=data["about"], total=data["total"], rows=rows, grades=grades
    )


def _hundredths(data: dict[str, Any]) -> dict[str, Any]:
    found = dict(data)
    for name in ("points", "each"):
        if name in found:
            found[name] = round(found[name] * 100)
    for name in ("options", "steps"):
        found[name] = [[first, round(points * 100)] for first, points in found.get(name, ())]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong with a sheet. ``is_error`` keeps it from being opened; the rest is worth a look."""

    phrase: Phrase
    is_error: bool = True
    row_key: str = ""


def check_sheet(rows: Sequence[Row], total: int) -> list[Finding]:
    """What is wrong with a sheet, row by row, then as a whole."""
    found = [finding for row in rows for finding in _check_row(row, rows)]
    twice = [key for key, count in Counter(row.key for row in rows).items() if count > 1]
    found += [Finding(phrase=Phrase(N_("有两行的编号都是“%(key)s”"), key=key), row_key=key) for key in twice]
    reached = sum(row.rule.points for row in rows if row.rule.type is not RuleType.BONUS and not row.is_flag)
    if reached != total * 100:
        phrase = Phrase(N_("各行加起来是 %(sum)s 分，总分写的是 %(total)d 分"), sum=show_points(reached), total=total)
        found.append(Finding(phrase=phrase))
    return found


def _check_row(row: Row, rows: Sequence[Row]) -> Iterator[Finding]:
    for phrase in (*_rule_faults(row), *_binding_faults(row)):
        yield Finding(phrase=phrase, row_key=row.key)
    if row.rule.type is RuleType.ZERO_GROUP and row.empties not in {each.group for each in rows if not each.is_flag}:
        yield Finding(
            phrase=Phrase(N_("“%(title)s”：没有“%(group)s”这一组"), title=row.title, group=row.empties), row_key=row.key
        )
    if (row.counts == "attendances" and row.kinds) or row.rule.type is RuleType.RATIO:
        phrase = Phrase(
            N_("“%(title)s”按人次或参与率给分：国办函〔2026〕12号反对拿参与数压任务，建议改成数场次"), title=row.title
        )
        yield Finding(phrase=phrase, is_error=False, row_key=row.key)


def _rule_faults(row: Row) -> Iterator[Phrase]:
    rule, title = row.rule, row.title
    if not row.is_flag and rule.points <= 0:
        yield Phrase(N_("“%(title)s”：分值要大于 0"), title=title)
    if rule.type in (RuleType.PER_ITEM, RuleType.BONUS, RuleType.DEADLINE, RuleType.DEDUCTION) and rule.each <= 0:
        yield Phrase(N_("“%(title)s”：每项（每天）的分要大于 0"), title=title)
    if rule.type in (RuleType.PER_ITEM, RuleType.BONUS) and rule.each > rule.points > 0:
        yield Phrase(N_("“%(title)s”：一项的分比封顶的分还多"), title=title)
    if rule.type is RuleType.CHOICE and (len(rule.options) < 2 or max(rule.options, default=0) != rule.points):
        yield Phrase(N_("“%(title)s”：至少写两种情况，得分最高的一种应等于分值"), title=title)
    if rule.type is RuleType.STEP_DEDUCTION and not _is_rising(rule.steps):
        yield Phrase(N_("“%(title)s”：分档要次数和扣分都一档比一档多"), title=title)
    if rule.type is RuleType.RATIO and not 1 <= rule.minimum <= 100:
        yield Phrase(N_("“%(title)s”：得满分的比例应在 1 到 100 之间"), title=title)
    if rule.type is RuleType.DEADLINE and row.due_on is None:
        yield Phrase(N_("“%(title)s”：没有写哪天算按时"), title=title)


def _is_rising(steps: Sequence[tuple[int, int]]) -> bool:
    return bool(steps) and steps[0][0] >= 1 and all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(steps))


def _binding_faults(row: Row) -> Iterator[Phrase]:
    strange = [kind for kind in row.kinds if kind not in kind_labels()]
    if strange:
        yield Phrase(N_("“%(title)s”：不认识台账类别“%(word)s”"), title=row.title, word=strange[0])
    if row.kinds and row.rule.type not in FROM_LEDGER:
        yield Phrase(N_("“%(title)s”：这种计分方式不能从台账取数"), title=row.title)
    if row.fact and (row.fact not in FACTS or row.rule.type not in FROM_FACTS):
        yield Phrase(N_("“%(title)s”：这种计分方式不能自动判断"), title=row.title)
