"""Who practises what: the campaign's choice, this phone or person, and the questions there are today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, cast

from sqlalchemy import Table, func, or_, select, update
from sqlalchemy.orm import Session

from quizapp.banks import BankImport, QuestionBank
from quizapp.campaigns import Campaign
from quizapp.db import insert_or_ignore
from quizapp.errors import NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.people import Person, current_person
from quizapp.practice.models import PracticeBank, PracticeLearner, PracticeSetting
from quizapp.practice.pool import Pool, load_pool
from quizapp.practice.rules import Mode

_LEARNERS = cast(Table, PracticeLearner.__table__)


class PracticeClosed(NotFound):
    """The organizer has not opened practice for this campaign, or not this kind of it."""

    code: ClassVar[str] = "practice_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a campaign has opened."""

    campaign_id: int
    code: str
    title: str
    root_unit_id: int
    starts_on: date
    ends_on: date
    time_zone: str
    modes: frozenset[Mode]
    shows_board: bool
    seed: str
    seed_commitment: str
    #: Bank id -> title, by title.
    banks: dict[int, str]
    #: Changes whenever a bank does.
    state: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One phone at practice."""

    opened: Opened
    device_hash: str
    person: Person | None
    #: None before the first answer.
    learner_id: int | None
    #: Whether that progress still belongs to the phone alone.
    is_unnamed: bool
    #: Today in the campaign's time zone.
    today: date

    def pool(self, session: Session) -> Pool:
        """Today's questions; no statement once they are in memory."""
        opened = self.opened
        return load_pool(session, bank_ids=sorted(opened.banks), state=opened.state, day=self.today)


def sit_down(session: Session, *, code: str, device_hash: str, now: datetime, mode: Mode | None = None) -> Desk:
    """The phone's desk. Raises `PracticeClosed`. Three statements."""
    opened = find_opened(session, code, mode)
    person = current_person(session, device_hash, opened.campaign_id)
    learner_id, owner_id = _find_learner(session, opened.campaign_id, device_hash, person)
    return Desk(
        opened=opened, device_hash=device_hash, person=person, learner_id=learner_id, is_unnamed=owner_id is None,
        today=local_date(now, opened.time_zone),
    )  # fmt: skip


def find_opened(session: Session, code: str, mode: Mode | None = None) -> Opened:
    """What the campaign with the code has opened. Raises `PracticeClosed`. One statement."""
    undone = select(func.max(BankImport.undone_at)).where(BankImport.bank_id == QuestionBank.id).scalar_subquery()
    rows = session.execute(
        select(PracticeSetting, Campaign, QuestionBank.id, QuestionBank.title, QuestionBank.updated_at, undone)
        .join(Campaign, Campaign.id == PracticeSetting.campaign_id)
        .outerjoin(PracticeBank, PracticeBank.campaign_id == PracticeSetting.campaign_id)
        .outerjoin(QuestionBank, (QuestionBank.id == PracticeBank.bank_id) & QuestionBank.archived_at.is_(None))
        .where(Campaign.code == code, Campaign.is_published.is_(True), PracticeSetting.is_open.is_(True))
        .order_by(QuestionBank.title, QuestionBank.id)
    ).all()
    banks = [row for row in rows if row[2] is not None]
    modes = modes_of(rows[0][0]) if banks else frozenset()
    if not banks or (mode is not None and mode not in modes):
        raise PracticeClosed(N_("这里还没有开放练习，请回到活动首页看看今天能做什么"))
    setting, campaign = rows[0][0], rows[0][1]
    return Opened(
        campaign_id=campaign.id, code=campaign.code, title=campaign.title, root_unit_id=campaign.root_unit_id,
        starts_on=campaign.starts_on, ends_on=campaign.ends_on, time_zone=campaign.time_zone, modes=modes,
        shows_board=setting.shows_board, seed=setting.seed, seed_commitment=setting.seed_commitment,
        banks={row[2]: row[3] for row in banks}, state=tuple((row[2], row[4], row[5]) for row in banks),
    )  # fmt: skip


def modes_of(setting: PracticeSetting) -> frozenset[Mode]:
    """What the organizer ticked."""
    ticked = {
        Mode.FREE: setting.has_free, Mode.MISTAKES: setting.has_mistakes, Mode.DAILY: setting.has_daily,
        Mode.CHALLENGE: setting.has_challenge, Mode.RACE: setting.has_race,
    }  # fmt: skip
    return frozenset(mode for mode, is_ticked in ticked.items() if is_ticked)


def _find_learner(
    session: Session, campaign_id: int, device_hash: str, person: Person | None
) -> tuple[int | None, int | None]:
    """Learner and person id: the person's own, else what this phone did before anybody gave a name."""
    on_phone = (PracticeLearner.campaign_id == campaign_id) & (PracticeLearner.device_hash == device_hash)
    mine = or_(PracticeLearner.person_id == person.id, on_phone) if person else on_phone
    query = select(PracticeLearner.id, PracticeLearner.person_id).where(mine)
    row = session.execute(query.order_by(PracticeLearner.person_id.is_(None)).limit(1)).first()
    return (row.id, row.person_id) if row else (None, None)


def keep_learner(session: Session, desk: Desk, *, now: datetime) -> int:
    """The learner that an answer belongs to, made at the first one.

    Whoever gives a name first on a phone takes along what the phone did without one.
    """
    person_id = desk.person.id if desk.person else None
    if desk.learner_id is not None:
        if person_id is not None and desk.is_unnamed:
            _name_learner(session, desk.learner_id, person_id)
        return desk.learner_id
    values = {
        "campaign_id": desk.opened.campaign_id, "person_id": person_id, "created_at": now,
        "device_hash": None if person_id else desk.device_hash,
    }  # fmt: skip
    made = insert_or_ignore(session, _LEARNERS, values, unique=None)
    found = made or _find_learner(session, desk.opened.campaign_id, desk.device_hash, desk.person)[0]
    assert found is not None
    return found


def _name_learner(session: Session, learner_id: int, person_id: int) -> None:
    session.execute(
        update(PracticeLearner)
        .where(PracticeLearner.id == learner_id, PracticeLearner.person_id.is_(None))
        .values(person_id=person_id, device_hash=None)
        .execution_options(synchronize_session=False)
    )
