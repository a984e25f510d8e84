"""Making and changing a contest: one set of choices with good defaults, checked as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.banks import BankQuestion, QuestionBank, in_use
from quizapp.campaigns import get_campaign
from quizapp.contests.blueprint import Blueprint, load_blueprint, tidy_blueprint
from quizapp.contests.errors import ContestFixed
from quizapp.contests.models import Contest, ContestBank
from quizapp.contests.rules import Counting, Reveal, Window
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code
from quizapp.kit.text import clean_line, clean_text
from quizapp.questions import DEFAULT_PRESET, find_preset
from quizapp.units import Unit, ancestor_ids, get_unit, within_any

MAX_QUESTIONS = 200
MAX_MINUTES = 24 * 60
MIN_SECONDS, MAX_SECONDS = 5, 3_600
MAX_TRIES = 1_000
#: Shipped banks that concern whoever scans a poster; the others are for a trade.
_FOR_EVERYBODY = {
    "work_safety_law", "emergency_response", "fire_safety", "evacuation_first_aid", "household_gas_electricity",
    "e_bikes_roads", "flood_weather", "earthquake", "safety_signs",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestSettings:
    """What an organizer decides. Points are hundredths; a limit of None means "as often as one likes"."""

    title: str
    opens_at: datetime
    closes_at: datetime
    bank_ids: tuple[int, ...] = ()
    question_count: int = 10
    minutes_limit: int | None = 15
    #: Seconds for each question, one a page; None = the whole paper at once.
    question_seconds: int | None = None
    tries_total: int | None = None
    tries_per_day: int | None = 3
    points_each: int = 1000
    pass_percent: int = 60
    preset: str = DEFAULT_PRESET
    counting: Counting = Counting.BEST
    reveal: Reveal = Reveal.EXPLANATIONS
    asks_phone: bool = False
    intro: str = ""
    #: Sections of a paper; with one, ``question_count`` and ``points_each`` follow from it.
    blueprint: Blueprint | None = None


#: What decides a score or a paper: fixed from publication on, so that no result changes afterwards.
FIXED_WHEN_PUBLISHED = (
    "bank_ids",
    "question_count",
    "points_each",
    "pass_percent",
    "preset",
    "counting",
    "blueprint",
    "question_seconds",
)


def create_contest(
    session: Session, settings: ContestSettings, *, campaign_id: int, unit_id: int, actor: Actor, now: datetime
) -> Contest:
    """The new draft, held by the unit. Nobody but staff sees it before it is published.

    Raises `Invalid` with the field, and what ``actor.require`` raises.
    """
    campaign, unit = get_campaign(session, campaign_id), get_unit(session, unit_id)
    actor.require(Permission.EDIT_CONTESTS, unit.path)
    if campaign.root_unit_id not in ancestor_ids(unit.path):
        raise Invalid(N_("这个单位不在活动范围内，请换一个单位"), field="unit_id")
    tidy = check_settings(session, settings, unit_path=unit.path)
    contest = Contest(
        campaign_id=campaign_id, unit_id=unit_id, code=_free_code(session), created_at=now,
        created_by=f"staff:{actor.id}" if actor.id is not None else "system", **_columns(tidy),
    )  # fmt: skip
    session.add(contest)
    session.flush()
    _choose_banks(session, contest.id, tidy.bank_ids)
    return contest


def update_contest(
    session: Session, contest_id: int, settings: ContestSettings, *, actor: Actor, now: datetime
) -> Contest:
    """The contest with new settings. After publication its questions and its scoring stay: `ContestFixed` otherwise."""
    contest, path = contest_for(session, contest_id, Permission.EDIT_CONTESTS, actor)
    tidy = check_settings(session, settings, unit_path=path, is_published=contest.published_at is not None)
    if contest.published_at is not None:
        _refuse_fixed(read_settings(session, contest), tidy)
        if window_of(contest).shows_seed_at(now) and tidy.closes_at != contest.closes_at:
            raise ContestFixed(N_("竞赛结束已超过一天，抽题种子已经公布，不能再延长；可以另建一次竞赛"))
    for name, value in _columns(tidy).items():
        setattr(contest, name, value)
    session.flush()
    if contest.published_at is None:
        _choose_banks(session, contest.id, tidy.bank_ids)
    return contest


def contest_for(session: Session, contest_id: int, permission: Permission, actor: Actor) -> tuple[Contest, str]:
    """The contest and its unit's path, for an actor who may do ``permission`` there.

    Raises `NotFound` outside of the actor's reach and `NotAllowed` inside of it.
    """
    contest = session.get(Contest, contest_id)
    if contest is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    path = get_unit(session, contest.unit_id).path
    actor.require(permission, path)
    return contest, path


def window_of(contest: Contest) -> Window:
    """When the contest takes new starts."""
    return Window(
        opens_at=contest.opens_at, closes_at=contest.closes_at, published_at=contest.published_at,
        paused_at=contest.paused_at, closed_at=contest.closed_at,
    )  # fmt: skip


def read_settings(session: Session, contest: Contest) -> ContestSettings:
    """The settings that stand."""
    banks = session.scalars(
        select(ContestBank.bank_id).where(ContestBank.contest_id == contest.id).order_by(ContestBank.bank_id)
    )
    return ContestSettings(
        title=contest.title, opens_at=contest.opens_at, closes_at=contest.closes_at, bank_ids=tuple(banks),
        question_count=contest.question_count, minutes_limit=contest.minutes_limit,
        question_seconds=contest.question_seconds, tries_total=contest.tries_total,
        tries_per_day=contest.tries_per_day, points_each=contest.points_each, pass_percent=contest.pass_percent,
        preset=contest.preset, counting=Counting(contest.counting), reveal=Reveal(contest.reveal), asks_phone=contest.asks_phone, intro=contest.intro,
        blueprint=load_blueprint(contest.blueprint),
    )  # fmt: skip


def check_settings(
    session: Session, settings: ContestSettings, *, unit_path: str, is_published: bool = False
) -> ContestSettings:
    """The settings tidied. Raises `Invalid` naming the field that has to change."""
    tidy = replace(
        settings, title=clean_line(settings.title, limit=60), intro=clean_text(settings.intro, limit=2_000),
        bank_ids=tuple(sorted(set(settings.bank_ids))),
    )  # fmt: skip
    if tidy.blueprint is not None:
        plan = tidy_blueprint(tidy.blueprint)
        tidy = replace(tidy, blueprint=plan, question_count=plan.count)
    if not tidy.title:
        raise Invalid(N_("请填写竞赛名称"), field="title")
    if tidy.closes_at <= tidy.opens_at:
        raise Invalid(N_("结束时间要晚于开始时间"), field="closes_at")
    _check_numbers(tidy)
    find_preset(tidy.preset)
    if not is_published:
        _check_banks(session, tidy, unit_path)
    return tidy


def _check_numbers(tidy: ContestSettings) -> None:
    _within("question_count", tidy.question_count, 1, MAX_QUESTIONS)
    _within("minutes_limit", tidy.minutes_limit, 1, MAX_MINUTES)
    _within("question_seconds", tidy.question_seconds, MIN_SECONDS, MAX_SECONDS)
    _within("tries_total", tidy.tries_total, 1, MAX_TRIES)
    _within("tries_per_day", tidy.tries_per_day, 1, MAX_TRIES)
    _within("pass_percent", tidy.pass_percent, 0, 100)
    if not 0 < tidy.points_each <= 100_000:
        raise Invalid(N_("每题分值应在 0.01 到 1000 之间"), field="points_each")


def _within(field: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise Invalid(N_("请填 %(low)d 到 %(high)d 之间的整数"), field=field, low=low, high=high)


def _check_banks(session: Session, tidy: ContestSettings, unit_path: str) -> None:
    if not tidy.bank_ids:
        raise Invalid(N_("请至少选一个题库"), field="bank_ids")
    sizes = usable_bank_sizes(session, tidy.bank_ids, unit_path)
    if set(sizes) != set(tidy.bank_ids):
        raise Invalid(N_("选中的题库里有的已停用或不对本单位开放，请重新选择"), field="bank_ids")
    if sum(sizes.values()) < tidy.question_count:
        message = N_("选中的题库一共 %(size)d 道题，不够抽 %(count)d 道：请减少题数或再选一个题库")
        field = "sections" if tidy.blueprint else "question_count"
        raise Invalid(message, field=field, size=sum(sizes.values()), count=tidy.question_count)


def usable_bank_sizes(session: Session, bank_ids: Collection[int], unit_path: str) -> dict[int, int]:
    """Bank id -> questions in use, for those of ``bank_ids`` that the unit may draw from: shipped ones, its own and
    those of the units above it."""
    rows = session.execute(
        select(QuestionBank.id, func.count(BankQuestion.id))
        .outerjoin(BankQuestion, (BankQuestion.bank_id == QuestionBank.id) & in_use())
        .where(
            QuestionBank.id.in_(bank_ids),
            QuestionBank.archived_at.is_(None),
            QuestionBank.unit_id.is_(None) | QuestionBank.unit_id.in_(ancestor_ids(unit_path)),
        )
        .group_by(QuestionBank.id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedBank:
    """A bank that an organizer may draw from."""

    id: int
    key: str
    title: str
    size: int
    is_shipped: bool

    @property
    def is_for_everybody(self) -> bool:
        """Whether a contest for the general public draws from it unless somebody decides otherwise."""
        return self.is_shipped and self.key in _FOR_EVERYBODY


def offer_banks(session: Session, paths: Collection[str]) -> list[OfferedBank]:
    """Banks in use that somebody at these units may draw from, shipped ones first. One statement."""
    ids = {unit_id for path in paths for unit_id in ancestor_ids(path)}
    rows = session.execute(
        select(QuestionBank.id, QuestionBank.key, QuestionBank.title, func.count(BankQuestion.id), QuestionBank.unit_id)
        .join(BankQuestion, BankQuestion.bank_id == QuestionBank.id)
        .outerjoin(Unit, Unit.id == QuestionBank.unit_id)
        .where(
            in_use(),
            QuestionBank.archived_at.is_(None),
            or_(QuestionBank.unit_id.is_(None), QuestionBank.unit_id.in_(ids), within_any(paths)),
        )
        .group_by(QuestionBank.id)
        .order_by(QuestionBank.unit_id.is_not(None), QuestionBank.id)
    )
    return [OfferedBank(id=row[0], key=row[1], title=row[2], size=row[3], is_shipped=row[4] is None) for row in rows]


def _refuse_fixed(before: ContestSettings, after: ContestSettings) -> None:
    for name in FIXED_WHEN_PUBLISHED:
        if getattr(before, name) != getattr(after, name):
            raise ContestFixed(N_("竞赛已发布，题库、题数和计分规则不能再改；要改请另建一次竞赛"))


def _columns(tidy: ContestSettings) -> dict[str, object]:
    names = [
        name
        for name in ContestSettings.__dataclass_fields__
        if name not in {"bank_ids", "reveal", "counting", "blueprint"}
    ]
    stored = {
        "reveal": tidy.reveal.value,
        "counting": tidy.counting.value,
        "blueprint": tidy.blueprint.dump() if tidy.blueprint else None,
    }
    return {name: getattr(tidy, name) for name in names} | stored


def _choose_banks(session: Session, contest_id: int, bank_ids: Collection[int]) -> None:
    session.execute(delete(ContestBank).where(ContestBank.contest_id == contest_id))
    session.execute(insert(ContestBank), [{"contest_id": contest_id, "bank_id": bank_id} for bank_id in bank_ids])


def _free_code(session: Session) -> str:
    while True:
        code = new_short_code()
        if session.scalar(select(Contest.id).where(Contest.code == code)) is None:
            return code
