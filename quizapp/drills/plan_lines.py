"""The plan as lines of text: what an organizer types or pastes from a spreadsheet, one zone a line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line

#: Points are gates of the session, and those have short names.
NAME_LIMIT = 30
#: More zones than this are a pasted mistake.
MOST_ZONES = 400
MOST_PEOPLE = 100_000
_APART = re.compile(r"\s*[\t,，|]\s*")
_LEVELS = re.compile(r"\s*[/／>＞]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneLine:
    """One line: ``教学楼/一楼/三年级一班, 操场东侧, 45, 张老师, 东明小学:三年级一班``; what is not said is empty."""

    number: int
    #: Names from the top down.
    names: tuple[str, ...]
    point: str = ""
    #: People without names; None where a list or the zones below say it.
    expected: int | None = None
    warden: str = ""
    #: Name or code of the unit whose people are listed, and its department or class.
    unit: str = ""
    department: str = ""

    @property
    def path(self) -> str:
        """``教学楼/一楼``: what makes the zone the same when the plan is saved again."""
        return "/".join(self.names)


def read_lines(text: str) -> list[ZoneLine]:
    """Zones in the order of the lines; empty lines are left out. Raises `Invalid` naming the line."""
    found = [_read(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not found:
        raise Invalid(N_("至少写一个区域，例如：全体, 文化广场, 120"), field="lines")
    if len(found) > MOST_ZONES:
        raise Invalid(N_("区域最多 %(most)d 个"), field="lines", most=MOST_ZONES)
    seen: dict[str, int] = {}
    for line in found:
        if line.path in seen:
            raise Invalid(
                N_("第 %(row)d 行和第 %(first)d 行是同一个区域“%(name)s”"), field="lines", row=line.number,
                first=seen[line.path], name=line.path,
            )  # fmt: skip
        seen[line.path] = line.number
    return found


def _read(number: int, line: str) -> ZoneLine:
    parts = [*_APART.split(line.strip()), "", "", "", ""]
    names = tuple(name for name in (clean_line(each, limit=60) for each in _LEVELS.split(parts[0])) if name)
    if not names or len("/".join(names)) > 250:
        raise Invalid(N_("第 %(row)d 行没有区域名称，或名称太长"), field="lines", row=number)
    unit, _, department = parts[4].replace("：", ":").partition(":")
    return ZoneLine(
        number=number, names=names, point=clean_line(parts[1], limit=NAME_LIMIT), expected=_people(number, parts[2]),
        warden=clean_line(parts[3], limit=60), unit=clean_line(unit, limit=100),
        department=clean_line(department, limit=100),
    )  # fmt: skip


def _people(number: int, word: str) -> int | None:
    digits = word.removesuffix("人").strip()
    if not digits:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", digits) or int(digits) > MOST_PEOPLE:
        raise Invalid(N_("第 %(row)d 行的应到人数“%(word)s”不是数字"), field="lines", row=number, word=word[:20])
    return int(digits)


def write_lines(lines: Iterable[ZoneLine]) -> str:
    """The text that `read_lines` reads back."""
    return "\n".join(_write(line) for line in lines)


def _write(line: ZoneLine) -> str:
    listed = f"{line.unit}:{line.department}" if line.department else line.unit
    people = "" if line.expected is None else str(line.expected)
    return ", ".join([line.path, line.point, people, line.warden, listed]).rstrip(", ")
