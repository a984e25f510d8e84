"""Where a new filing goes: which version and round, at which place of the ledger; and when it may not be filed at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.filings.calendar import Calendar, on_duty
from quizapp.filings.errors import FilingClosed
from quizapp.filings.models import Filing
from quizapp.filings.queries import latest_of_unit
from quizapp.filings.rules import State
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import latest_head, seal
from quizapp.statistics import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A place in the ledger that can be proven for ever: the last sealed entry and the hash up to it."""

    position: int
    head: str


def settle(store: Store, *, key: bytes, now: datetime) -> Settled:
    """Seal what has come in, and say up to where. ``key`` is ``settings.key_for("ledger")``."""
    seal(store, key=key, now=now)
    with store.read() as session:
        position, head = latest_head(session)
    return Settled(position=position, head=head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """What the filer sends along with the sheet."""

    #: Finding id -> a word of explanation.
    explanations: Mapping[str, str] = field(default_factory=dict)
    #: Field key -> derived figure that the filer had before him and herewith confirms.
    seen: Mapping[str, str] = field(default_factory=dict)
    #: Nothing to report.
    is_nil: bool = False
    #: Why a report that was filed is filed again.
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the new filing goes."""

    version: int
    round: int
    settled: Settled
    is_late: bool
    #: Whether a later week was filed already, so that the ledger is read where it stood.
    is_followed: bool = False


def choose_place(
    session: Session, sheet: Sheet, calendar: Calendar, settled: Settled, handing: Handing, now: datetime
) -> Place:
    """Raises `FilingClosed` when the calendar or what was filed before forbids it."""
    window = calendar.window(sheet.period)
    if not window.is_open(now):
        raise FilingClosed(N_("这一期还没有开始"))
    if not on_duty(session, calendar.row, [sheet.unit.id]):
        raise FilingClosed(N_("“%(name)s”不在报送范围里"), name=sheet.unit.name)
    if handing.is_nil and (window.is_final or not calendar.row.allows_nil):
        raise FilingClosed(N_("这一期不能零报告"))
    filed = latest_of_unit(session, sheet.campaign.id, sheet.form.key, sheet.unit.id)
    latest = filed.get(sheet.period.key)
    is_followed = _is_followed(sheet, filed)
    _check_order(sheet, filed, latest, is_followed=is_followed)
    version, turn = _number(latest, handing)
    if latest is not None and is_followed:  # what has come in since is in the weeks after it already
        settled = Settled(position=latest.position, head=latest.head)
    is_late = latest.is_late if latest is not None else window.is_over(now)
    return Place(version=version, round=turn, settled=settled, is_late=is_late, is_followed=is_followed)


def fixed_position(session: Session, sheet: Sheet) -> int | None:
    """Where the ledger is read for a sheet that was filed and is followed by a later week; None = where it stands now."""
    filed = latest_of_unit(session, sheet.campaign.id, sheet.form.key, sheet.unit.id)
    latest = filed.get(sheet.period.key)
    return latest.position if latest is not None and _is_followed(sheet, filed) else None


def _is_followed(sheet: Sheet, filed: Mapping[str, Filing]) -> bool:
    last = sheet.period.last
    return last is not None and any(each.last_day is not None and each.last_day > last for each in filed.values())


def _check_order(sheet: Sheet, filed: Mapping[str, Filing], latest: Filing | None, *, is_followed: bool) -> None:
    if latest is None and is_followed:
        raise FilingClosed(N_("后面一期已经报送，这一期的数字已并入其中"))
    last = sheet.period.last
    if last is None:
        return
    if any(each.state == State.RETURNED and each.last_day and each.last_day < last for each in filed.values()):
        raise FilingClosed(N_("以前有一期被退回：请先改好重报，再报这一期"))


def _number(latest: Filing | None, handing: Handing) -> tuple[int, int]:
    """Version and round of the next filing."""
    if latest is None:
        return 1, 1
    if latest.state == State.RETURNED:
        return latest.version, latest.round + 1
    if not clean_line(handing.reason, limit=300):
        raise FilingClosed(N_("这一期已经报送：要改数字，请用“更正”并写明原因"))
    return latest.version + 1, 1
