"""The end: what somebody counted and who signed, what the ledger gets, and taking it back. A test run never comes here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.errors import Invalid
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.kit.vault import Vault
from quizapp.ledger import Entry, LedgerEntry, Measure, Source, append_many, reverse_many
from quizapp.people import NewPerson, Person, register_person
from quizapp.stage.adding import append
from quizapp.stage.errors import StageMoved, StageNotReady
from quizapp.stage.events import Act
from quizapp.stage.models import StageContest, StageMember, StagePresence, StageTeam
from quizapp.stage.queries import Course, read_course, read_row
from quizapp.stage.setup import EDIT

#: Ledger kind of a contest on a stage, and names in the ledger's ``source_table``: the event that ended it, for the
#: session held and for the hall as counted, and somebody of a team who was there. Each ending has rows of its own.
KIND = "knowledge_contest"
HELD, CROWD, MEMBER = "stage_ending", "stage_audience", "stage_presence"
TAGS = ("delivery:offline",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is written down at the end."""

    seen: int
    #: Members who were there.
    present: tuple[int, ...]
    #: People in the hall without the teams, as somebody counted; None = nobody did.
    audience: int | None = None
    audience_is_approximate: bool = False
    referees: str = ""
    recorder: str = ""


def finish(
    session: Session, contest_id: int, ending: Ending, *, vault: Vault, actor: Actor, now: datetime
) -> Course:  # fmt: skip
    """The contest, over: one session held, an attendance for each member present, the hall as counted.

    Raises `StageNotReady` for a test run or while a question is open, `StageMoved`, `Invalid`.
    """
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    if ending.seen != row.contest.host_revision:
        raise StageMoved(N_("另一位工作人员或抢答器刚刚操作过，这一步没有执行：请看现在的状态再操作"))
    if row.contest.phase != "running":
        raise StageNotReady(N_("只有正式开始的比赛才能结束；试运行请点“结束试运行”"))
    course = read_course(session, row)
    if not course.board.is_settled:
        raise StageNotReady(N_("台上这道题还没有判完：请先判分，或者点“跳过这道题”"))
    if ending.audience is not None and not 0 <= ending.audience <= 100_000:
        raise Invalid(N_("观众人数请填 0 到 100000"), field="audience")
    contest = row.contest
    contest.phase, contest.audience = "finished", ending.audience
    contest.audience_is_approximate = ending.audience_is_approximate
    contest.referees, contest.recorder = clean_line(ending.referees, limit=200), clean_line(ending.recorder, limit=60)
    ending_id = append(session, course, kind=Act.FINISH.value, at=now, actor=f"staff:{actor.id}")
    append_many(session, _entries(session, course, ending, ending_id, vault, actor, now))
    return course


def reopen(session: Session, contest_id: int, *, seen: int, reason: str, actor: Actor, now: datetime) -> Course:
    """The contest, going on after an end that came too early; what that ending wrote into the ledger is taken back.

    Reports filed meanwhile keep their figures: a correction is a later entry. Raises `StageMoved`, `StageNotReady` for
    a contest that is not over, `Invalid` without a reason.
    """
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    if seen != row.contest.host_revision:
        raise StageMoved(N_("另一位工作人员或抢答器刚刚操作过，这一步没有执行：请看现在的状态再操作"))
    if row.contest.phase != "finished":
        raise StageNotReady(N_("这场比赛没有结束，不用重新打开"))
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明原因，会印在比赛记录里"), field="reason")
    course = read_course(session, row)
    ending_id = next(each.id for each in reversed(course.events) if each.kind is Act.FINISH)
    row.contest.phase = "running"
    append(session, course, kind=Act.REOPEN.value, at=now, actor=f"staff:{actor.id}", reason=why)
    reverse_many(session, _written(session, ending_id), reason=why, actor=f"staff:{actor.id}", now=now)
    return course


def _written(session: Session, ending_id: int) -> list[int]:
    """Ids of the ledger's entries of an ending."""
    there = select(StagePresence.id).where(StagePresence.ending_id == ending_id)
    of_ending = LedgerEntry.source_table.in_([HELD, CROWD]) & (LedgerEntry.source_id == ending_id)
    of_members = (LedgerEntry.source_table == MEMBER) & LedgerEntry.source_id.in_(there)
    return list(session.scalars(select(LedgerEntry.id).where(of_ending | of_members)))


def _entries(
    session: Session, course: Course, ending: Ending, ending_id: int, vault: Vault, actor: Actor, now: datetime
) -> list[Entry]:
    contest = course.contest
    began = next((event.at for event in course.events if event.kind is Act.START), now)
    common: dict[str, Any] = {
        "campaign_id": contest.campaign_id, "host_unit_id": contest.unit_id, "kind": KIND, "occurred_at": began,
        "day": local_date(began, course.row.time_zone), "recorded_at": now, "tags": TAGS, "actor": f"staff:{actor.id}",
    }  # fmt: skip
    held = Entry(
        **common, unit_id=contest.unit_id, measure=Measure.SESSION_HELD, source=Source.MANUAL, source_table=HELD,
        source_id=ending_id,
    )  # fmt: skip
    there = _write_down(session, course, ending.present, ending_id, vault, now)
    found = [held, *(_attendance(common, team, presence) for team, presence in there)]
    if ending.audience:
        found.append(
            Entry(
                **common, unit_id=contest.unit_id, measure=Measure.ATTENDANCE, source=Source.HEADCOUNT,
                source_table=CROWD, source_id=ending_id, quantity=ending.audience,
                is_approximate=ending.audience_is_approximate,
            )
        )  # fmt: skip
    return found


def _attendance(common: dict[str, Any], team: StageTeam, presence: StagePresence) -> Entry:
    assert team.unit_id is not None
    return Entry(
        **common, unit_id=team.unit_id, person_id=presence.person_id, measure=Measure.ATTENDANCE, source=Source.HELPER,
        source_table=MEMBER, source_id=presence.id,
    )  # fmt: skip


def _write_down(
    session: Session, course: Course, present: Collection[int], ending_id: int, vault: Vault, now: datetime
) -> list[tuple[StageTeam, StagePresence]]:
    """Members present, with the participants they are; teams that count for nobody are left out."""
    found: list[tuple[StageTeam, StagePresence]] = []
    known = _known_people(session, course.contest)
    for line in course.teams:
        for member in line.members:
            unit_id = line.team.unit_id
            if unit_id is None or member.id not in present or not (member.name or member.person_id):
                continue
            person_id = _find(known.get((unit_id, fold_key(member.name)), []), member)
            person_id = person_id or _register(session, course, member, unit_id, vault, now)
            member.person_id = person_id
            found.append((line.team, StagePresence(ending_id=ending_id, team_id=line.team.id, person_id=person_id)))
    session.add_all(presence for _, presence in found)
    session.flush()
    return found


def _find(waiting: list[int], member: StageMember) -> int | None:
    """Who he is: whom an earlier ending counted, else the first of his name and unit that nobody else is yet."""
    if member.person_id is not None and (not member.name or member.person_id in waiting):
        waiting[:] = [each for each in waiting if each != member.person_id]
        return member.person_id
    return waiting.pop(0) if waiting else None


def _known_people(session: Session, contest: StageContest) -> dict[tuple[int, str], list[int]]:
    """Participants of the campaign with a member's name in his unit: who took part before is the same person."""
    names = select(StageMember.name).where(StageMember.contest_id == contest.id)
    keys = {fold_key(name) for name in session.scalars(names)}
    rows = session.execute(
        select(Person.unit_id, Person.name_key, Person.id)
        .where(Person.campaign_id == contest.campaign_id, Person.name_key.in_(keys), Person.erased_at.is_(None))
        .order_by(Person.id)
    )
    found: dict[tuple[int, str], list[int]] = {}
    for unit_id, key, person_id in rows:
        found.setdefault((unit_id, key), []).append(person_id)
    return found


def _register(session: Session, course: Course, member: StageMember, unit_id: int, vault: Vault, now: datetime) -> int:
    new = NewPerson(campaign_id=course.contest.campaign_id, unit_id=unit_id, name=member.name, origin="helper")
    return register_person(session, new, device_hash=None, vault=vault, now=now).id
