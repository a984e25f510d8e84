"""Opening practice for a campaign, and forgetting what somebody practised."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.banks import QuestionBank
from quizapp.campaigns import Campaign, get_campaign
from quizapp.contests import OfferedBank, offer_banks
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.practice.desk import modes_of
from quizapp.practice.models import (
    ChallengeBest,
    DailyAnswer,
    PracticeAnswer,
    PracticeBank,
    PracticeLearner,
    PracticeSetting,
    RaceRun,
)
from quizapp.practice.rules import Mode
from quizapp.questions import commit_seed
from quizapp.units import Unit, get_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeChoice:
    """What an organizer decides."""

    is_open: bool = False
    modes: frozenset[Mode] = frozenset(Mode)
    bank_ids: tuple[int, ...] = ()
    shows_board: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A campaign's practice as the console shows it."""

    campaign: Campaign
    unit_path: str
    choice: PracticeChoice
    #: SHA-256 of the seed of the daily questions; empty before practice was opened.
    commitment: str
    #: People and phones that have answered something.
    learners: int


def read_standing(session: Session, campaign_id: int, permission: Permission, actor: Actor) -> Standing:
    """What stands. Raises what ``actor.require`` raises at the campaign's top unit."""
    campaign = get_campaign(session, campaign_id)
    path = get_unit(session, campaign.root_unit_id).path
    actor.require(permission, path)
    setting = session.get(PracticeSetting, campaign_id)
    banks = select(PracticeBank.bank_id).where(PracticeBank.campaign_id == campaign_id).order_by(PracticeBank.bank_id)
    choice = PracticeChoice()
    if setting is not None:
        choice = PracticeChoice(
            is_open=setting.is_open, modes=modes_of(setting), bank_ids=tuple(session.scalars(banks)),
            shows_board=setting.shows_board,
        )  # fmt: skip
    counted = select(func.count()).where(PracticeLearner.campaign_id == campaign_id)
    return Standing(
        campaign=campaign, unit_path=path, choice=choice, learners=session.scalar(counted) or 0,
        commitment=setting.seed_commitment if setting else "",
    )  # fmt: skip


def editable_campaigns(session: Session, campaigns: Collection[Campaign], actor: Actor) -> set[int]:
    """Ids of those whose practice the actor may change. One statement."""
    units = select(Unit.id, Unit.path).where(Unit.id.in_({campaign.root_unit_id for campaign in campaigns}))
    paths = {row.id: row.path for row in session.execute(units)}
    return {each.id for each in campaigns if actor.can(Permission.EDIT_CONTESTS, paths[each.root_unit_id])}


def banks_for(session: Session, unit_path: str) -> list[OfferedBank]:
    """Banks that the campaign's unit may use: shipped ones, its own and those of units above it. One statement."""
    return offer_banks(session, (unit_path,))


def set_practice(
    session: Session, campaign_id: int, choice: PracticeChoice, *, actor: Actor, now: datetime, rng: Random
) -> PracticeSetting:
    """The campaign's setting as chosen. The seed of the daily questions is drawn once and never changes.

    Raises `Invalid` when practice is opened without a bank or a mode, and what ``actor.require`` raises.
    """
    standing = read_standing(session, campaign_id, Permission.EDIT_CONTESTS, actor)
    offered = {bank.id for bank in banks_for(session, standing.unit_path)}
    if choice.is_open and not choice.bank_ids:
        raise Invalid(N_("请至少选一个题库"), field="bank_ids")
    if not set(choice.bank_ids) <= offered:
        raise Invalid(N_("选中的题库里有的已不能用，请重新选择"), field="bank_ids")
    if choice.is_open and not choice.modes:
        raise Invalid(N_("请至少开放一种练习"), field="modes")
    setting = session.get(PracticeSetting, campaign_id) or _new(session, campaign_id, rng)
    setting.is_open, setting.shows_board, setting.changed_at = choice.is_open, choice.shows_board, now
    setting.has_free, setting.has_mistakes = Mode.FREE in choice.modes, Mode.MISTAKES in choice.modes
    setting.has_daily, setting.has_challenge = Mode.DAILY in choice.modes, Mode.CHALLENGE in choice.modes
    setting.has_race = Mode.RACE in choice.modes
    session.flush()
    session.execute(delete(PracticeBank).where(PracticeBank.campaign_id == campaign_id))
    if choice.bank_ids:
        session.execute(
            insert(PracticeBank), [{"campaign_id": campaign_id, "bank_id": each} for each in sorted(set(choice.bank_ids))]
        )  # fmt: skip
    return setting


def _new(session: Session, campaign_id: int, rng: Random) -> PracticeSetting:
    seed = rng.randbytes(32).hex()
    setting = PracticeSetting(campaign_id=campaign_id, seed=seed, seed_commitment=commit_seed(seed))
    session.add(setting)
    return setting


def list_titles(session: Session, bank_ids: Collection[int]) -> list[str]:
    """Titles of banks, for the log."""
    return list(
        session.scalars(select(QuestionBank.title).where(QuestionBank.id.in_(bank_ids)).order_by(QuestionBank.id))
    )


def forget_learners(session: Session, learner_ids: Collection[int]) -> int:
    """Erase all that these learners practised; how many there were."""
    ids = list(learner_ids)
    if not ids:
        return 0
    gone = select(RaceRun.id).where(RaceRun.learner_id.in_(ids))
    session.execute(update(RaceRun).where(RaceRun.opponent_id.in_(gone)).values(opponent_id=None))
    for table in (PracticeAnswer, DailyAnswer, ChallengeBest, RaceRun):
        session.execute(delete(table).where(table.learner_id.in_(ids)))
    session.execute(delete(PracticeLearner).where(PracticeLearner.id.in_(ids)))
    return len(ids)
