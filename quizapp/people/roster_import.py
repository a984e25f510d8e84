"""Bringing a list of people into a roster: where each line belongs, what is still open, then one transaction.

Reading the file belongs to `quizapp.people.roster_files`; what is decided here is which unit a line means and which lines
stay out. Importing the same file again adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_, Phrase
from quizapp.kit.text import clean_line, fold_key, mask_phone
from quizapp.kit.vault import Vault
from quizapp.people.phones import normal_phone
from quizapp.people.roster_files import ListedPerson, RosterReading, clean_name
from quizapp.people.rosters import RosterLine, Worked, import_lines, open_roster, work_out
from quizapp.sheets import Problem, error
from quizapp.units import Unit, list_subtree

_DIGITS = re.compile(r"\d{7,}")
_STEPS = re.compile(r"[/／>＞\\|\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What was decided in the preview; plain values, so that they can wait beside the upload."""

    #: Unit as the file words it -> id of the unit that is meant; 0 = leave these lines out.
    units: Mapping[str, int] = field(default_factory=dict)
    #: Row -> corrected ``name`` and ``phone`` of a line that an error kept out; ``no_phone`` set: a phone that cannot
    #: be read is left away on purpose.
    fixes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    #: Rows to leave out.
    left_out: Collection[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPlan:
    """What an import would do."""

    #: Lines ready to be stored, by row of the file.
    ready: tuple[tuple[int, RosterLine], ...]
    #: Lines that wait for a correction; the name or the phone is empty.
    stopped: tuple[ListedPerson, ...]
    #: Unit as the file words it -> how many lines name it; nobody knows yet which unit is meant.
    unknown_units: Mapping[str, int]
    #: With phone numbers masked.
    problems: tuple[Problem, ...]
    #: Lines left out on purpose.
    left_out: int
    #: Unit id -> name, for showing.
    unit_names: Mapping[int, str]

    def suggestions(self, words: str, limit: int = 8) -> list[tuple[int, str]]:
        """Units whose names look most like ``words``, best first, as (id, name); others are not worth showing."""
        wanted = set(fold_key(words))
        scored = [
            (len(wanted & own) / len(wanted | own), unit_id)
            for unit_id, name in self.unit_names.items()
            if (own := set(fold_key(name))) & wanted
        ]
        return [(unit_id, self.unit_names[unit_id]) for _, unit_id in sorted(scored, key=_best_first)[:limit]]


def _best_first(scored: tuple[float, int]) -> tuple[float, int]:
    return -scored[0], scored[1]


def plan_roster(
    session: Session, reading: RosterReading, *, top: Unit, decisions: Decisions | None = None
) -> RosterPlan:
    """What importing ``reading`` into a roster of ``top`` would do. One statement. Writes nothing."""
    chosen = decisions or Decisions()
    units = list_subtree(session, top.path)
    places = _Places(units, top, chosen.units)
    fixed, still_stopped, problems = _apply_fixes(reading, chosen)
    ready: list[tuple[int, RosterLine]] = []
    unknown: dict[str, int] = {}
    left_out = sum(person.row in chosen.left_out for person in reading.stopped)
    for person in sorted((*reading.people, *fixed), key=lambda each: each.row):
        unit_id = places.find(person.unit)
        if person.row in chosen.left_out or unit_id == 0:
            left_out += 1
        elif unit_id is None:
            unknown[person.unit] = unknown.get(person.unit, 0) + 1
        else:
            ready.append((person.row, _line(person, unit_id)))
    return RosterPlan(
        ready=tuple(ready), stopped=still_stopped, unknown_units=unknown, left_out=left_out,
        problems=(*map(_masked, problems), *_unit_problems(unknown)),
        unit_names={unit.id: unit.name for unit in units},
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRoster:
    """What an import did, in people, and what it left out."""

    roster_id: int
    added: int
    already_there: int
    #: Lines that stayed out: by decision, with an error, or with a unit that nobody knows.
    left_out: int
    problems: tuple[Problem, ...]


def import_roster(
    session: Session, reading: RosterReading, filename: str, *, worked: Mapping[tuple[str, str], Worked], campaign_id: int,
    unit: Unit, vault: Vault, now: datetime, title: str = "", decisions: Decisions | None = None,
) -> ImportedRoster:  # fmt: skip
    """Import every line that is clear into a roster of ``unit``; ``problems`` tells about the others. Raises `Invalid` when nobody can be read at all.

    ``title`` names the roster; by default the file does, so that importing it again meets the same roster. ``reading``
    is the file as it was read before the transaction, ``worked`` what `work_out_people` made of it there.
    """
    plan = plan_roster(session, reading, top=unit, decisions=decisions)
    if not reading.people and not reading.stopped:
        told = next((problem.phrase for problem in reading.problems if problem.is_error), None)
        raise Invalid(N_("文件里没有读到人员：%(reason)s"), field="file", reason=told or filename)
    name = clean_line(title or filename.rsplit(".", 1)[0], limit=100) or unit.name
    roster = open_roster(session, campaign_id=campaign_id, unit_id=unit.id, title=name, now=now)
    done = import_lines(session, roster, [line for _, line in plan.ready], vault=vault, worked=worked)
    out = plan.left_out + len(plan.stopped) + sum(plan.unknown_units.values())
    return ImportedRoster(
        roster_id=roster.id, added=done.added, already_there=done.already_there, left_out=out, problems=plan.problems
    )


def work_out_people(reading: RosterReading, vault: Vault) -> dict[tuple[str, str], Worked]:
    """The long part of importing ``reading``, for before the transaction: everybody else's writing waits for that."""
    people = {(each.name, each.phone) for each in reading.people}
    return {person: work_out(*person, vault) for person in people}


class _Places:
    """Finds the unit that a cell means: by decision, code, name, or a path of names."""

    def __init__(self, units: Collection[Unit], top: Unit, decided: Mapping[str, int]) -> None:
        self._top, self._decided = top, decided
        self._known = {unit.id for unit in units}
        self._by_code = {unit.code: unit.id for unit in units}
        self._by_name: dict[str, list[int]] = {}
        self._names = {unit.id: fold_key(unit.name) for unit in units}
        self._paths = {unit.id: unit.path for unit in units}
        for unit in units:
            self._by_name.setdefault(fold_key(unit.name), []).append(unit.id)

    def find(self, words: str) -> int | None:
        """Id of the unit; 0 when its lines stay out; None when it is not clear. An empty cell means the top."""
        if words in self._decided:
            unit_id = self._decided[words]
            return unit_id if unit_id == 0 or unit_id in self._known else None
        if not words.strip():
            return self._top.id
        if words.strip() in self._by_code:
            return self._by_code[words.strip()]
        found = self._by_name.get(fold_key(words)) or self._by_path(words)
        return found[0] if len(found) == 1 else None

    def _by_path(self, words: str) -> list[int]:
        """Units that ``东明镇红星村`` or ``东明镇/红星村`` can mean."""
        whole = fold_key("".join(_STEPS.split(words)))
        ends = (key for key in self._by_name if key and whole.endswith(key) and whole != key)
        last = max(ends, key=len, default="")
        rest = whole.removesuffix(last)
        return [unit_id for unit_id in self._by_name.get(last, ()) if last and self._above(unit_id, rest)]

    def _above(self, unit_id: int, rest: str) -> bool:
        """Whether ``rest`` consists of names of units above, in order (levels may be left out)."""
        for part in self._paths[unit_id].strip("/").split("/")[:-1]:
            name = self._names.get(int(part), "")
            if name:
                rest = rest.removeprefix(name)
        return not rest


def _apply_fixes(
    reading: RosterReading, chosen: Decisions
) -> tuple[list[ListedPerson], tuple[ListedPerson, ...], list[Problem]]:
    """Stopped lines that are whole now, those that are not, and the problems that remain."""
    fixed: list[ListedPerson] = []
    waiting: list[ListedPerson] = []
    problems = [each for each in reading.problems if not each.is_error or each.row not in chosen.fixes]
    for person in reading.stopped:
        if person.row in chosen.left_out:
            problems = [each for each in problems if not (each.is_error and each.row == person.row)]
        elif person.row not in chosen.fixes:
            waiting.append(person)
        else:
            try:
                is_wrong = person.row in reading.wrong_phones
                fixed.append(_fixed(person, chosen.fixes[person.row], has_wrong_phone=is_wrong))
            except Invalid as refused:
                waiting.append(person)
                problems.append(error(person.row, "E-FIX", N_("第 %(row)d 行：%(reason)s"), reason=str(refused)))
    return fixed, tuple(waiting), problems


def _fixed(person: ListedPerson, fix: Mapping[str, str], *, has_wrong_phone: bool) -> ListedPerson:
    """The line, put right. Raises `Invalid`; a wrong phone never disappears just because nothing was typed."""
    name = clean_name(fix.get("name") or person.name)
    phone = "" if fix.get("no_phone") else fix.get("phone", "").strip()
    if not name:
        raise Invalid(N_("请填写姓名"), field="name")
    if has_wrong_phone and not phone and not fix.get("no_phone"):
        raise Invalid(N_("手机号空着：请填写正确的号码，或者勾选“不登记手机号”"), field="phone")
    return ListedPerson(
        row=person.row, name=name, unit=person.unit, phone=normal_phone(phone) if phone else person.phone,
        department=person.department, post=person.post, employee_no=person.employee_no, note=person.note,
    )  # fmt: skip


def _line(person: ListedPerson, unit_id: int) -> RosterLine:
    return RosterLine(
        unit_id=unit_id, name=person.name, phone=person.phone, department=person.department, post=person.post,
        employee_no=person.employee_no,
    )  # fmt: skip


def _masked(problem: Problem) -> Problem:
    """The problem without a readable phone number: pages and logs must not hold one."""
    phrase = problem.phrase
    return replace(
        problem, phrase=Phrase(phrase.message, **{name: _hidden(part) for name, part in phrase.params.items()})
    )


def _hidden(part: object) -> object:
    return _DIGITS.sub(lambda found: mask_phone(found[0]), part) if isinstance(part, str) else part


def _unit_problems(unknown: Mapping[str, int]) -> Iterator[Problem]:
    for words, lines in unknown.items():
        message = N_("有 %(lines)d 行的单位“%(words)s”没有对上：请选择是哪个单位，或者不导入这些行")
        yield error(0, "E-UNIT", message, field="unit", lines=lines, words=words)
