"""Reading draws: the console's list, the public page, what one phone has won."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.campaigns import Campaign
from quizapp.contests import Contest
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import mask_name
from quizapp.kit.vault import Vault
from quizapp.people import Person
from quizapp.prizes.models import Prize, PrizeDraw, PrizeWin
from quizapp.prizes.rules import PHONE_PURPOSE, DrawState, WinState
from quizapp.units import Unit, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRow:
    """A draw with the contest, campaign and unit it belongs to."""

    draw: PrizeDraw
    contest_title: str
    contest_code: str
    closes_at: datetime
    closed_at: datetime | None
    campaign_code: str
    campaign_title: str
    time_zone: str
    unit_name: str
    unit_path: str

    @property
    def state(self) -> DrawState:
        """Where it stands."""
        return state_of(self.draw)


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRow:
    """A ticket that was drawn. ``name`` is masked; phone and claim code are not in it."""

    id: int
    prize_rank: str
    prize_name: str
    ticket: str
    name: str
    unit_name: str
    round_no: int
    state: WinState
    reason: str
    has_phone: bool
    claim_until: date
    given_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWin:
    """What the person of this phone has won."""

    prize_rank: str
    prize_name: str
    ticket: str
    claim_code: str
    state: WinState
    claim_until: date
    has_phone: bool


_DRAWS = (
    select(
        PrizeDraw, Contest.title, Contest.code, Contest.closes_at, Contest.closed_at, Campaign.code, Campaign.title,
        Campaign.time_zone, Unit.name, Unit.path,
    )
    .join(Contest, Contest.id == PrizeDraw.contest_id)
    .join(Campaign, Campaign.id == PrizeDraw.campaign_id)
    .join(Unit, Unit.id == PrizeDraw.unit_id)
)  # fmt: skip
_NAMES = (
    "draw", "contest_title", "contest_code", "closes_at", "closed_at", "campaign_code", "campaign_title", "time_zone",
    "unit_name", "unit_path",
)  # fmt: skip


def state_of(draw: PrizeDraw) -> DrawState:
    """Where the draw stands."""
    if draw.drawn_at is not None:
        return DrawState.DRAWN
    if draw.frozen_at is not None:
        return DrawState.FROZEN
    return DrawState.PUBLISHED if draw.published_at is not None else DrawState.DRAFT


def list_draws(
    session: Session, *, paths: Collection[str] = (), contest_id: int | None = None, campaign_id: int | None = None
) -> list[DrawRow]:
    """Draws of the subtrees, newest first; without paths only published ones. One statement."""
    query = _DRAWS.order_by(PrizeDraw.id.desc())
    query = query.where(within_any(paths)) if paths else query.where(PrizeDraw.published_at.is_not(None))
    if contest_id is not None:
        query = query.where(PrizeDraw.contest_id == contest_id)
    if campaign_id is not None:
        query = query.where(PrizeDraw.campaign_id == campaign_id)
    return [DrawRow(**dict(zip(_NAMES, row, strict=True))) for row in session.execute(query)]


def read_draw(session: Session, draw_id: int, permission: Permission, actor: Actor) -> DrawRow:
    """A draw for staff, drafts too. Raises `NotFound` outside of the actor's reach, `NotAllowed` inside of it."""
    row = session.execute(_DRAWS.where(PrizeDraw.id == draw_id)).first()
    if row is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    found = DrawRow(**dict(zip(_NAMES, row, strict=True)))
    actor.require(permission, found.unit_path)
    return found


def read_draw_by_code(session: Session, code: str) -> DrawRow:
    """A published draw at /d/<code>. Raises `NotFound`."""
    row = session.execute(_DRAWS.where(PrizeDraw.code == code, PrizeDraw.published_at.is_not(None))).first()
    if row is None:
        raise NotFound(N_("没有这次抽奖：请核对链接"))
    return DrawRow(**dict(zip(_NAMES, row, strict=True)))


def read_prizes(session: Session, draw_id: int) -> list[Prize]:
    """Prizes, first prize first."""
    return list(session.scalars(select(Prize).where(Prize.draw_id == draw_id).order_by(Prize.place)))


def read_wins(session: Session, draw_id: int) -> list[WinRow]:
    """Everything that was drawn, prize by prize, earlier winners of a prize before later ones. One statement."""
    rows = session.execute(
        select(
            PrizeWin.id, Prize.rank.label("prize_rank"), Prize.name.label("prize_name"), PrizeWin.ticket, Person.name,
            Unit.name.label("unit_name"), PrizeWin.round_no, PrizeWin.state, PrizeWin.reason,
            PrizeWin.phone_sealed.is_not(None).label("has_phone"), PrizeWin.claim_until, PrizeWin.given_at,
        )
        .join(Prize, Prize.id == PrizeWin.prize_id)
        .join(Person, Person.id == PrizeWin.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(PrizeWin.draw_id == draw_id)
        .order_by(Prize.place, PrizeWin.copy_no, PrizeWin.round_no)
    )  # fmt: skip
    return [
        WinRow(
            **{
                **row._mapping,
                "name": mask_name(row.name),
                "state": WinState(row.state),
                "has_phone": bool(row.has_phone),
            }
        )
        for row in rows
    ]


def my_win(session: Session, draw_id: int, person_id: int) -> MyWin | None:
    """What this person holds now; None for nothing, or for a prize that was drawn again."""
    row = session.execute(
        select(PrizeWin, Prize.rank, Prize.name)
        .join(Prize, Prize.id == PrizeWin.prize_id)
        .where(PrizeWin.draw_id == draw_id, PrizeWin.person_id == person_id, PrizeWin.state != WinState.FORFEITED.value)
    ).first()
    if row is None:
        return None
    win: PrizeWin = row[0]
    return MyWin(
        prize_rank=row[1], prize_name=row[2], ticket=win.ticket, claim_code=win.claim_code, state=WinState(win.state),
        claim_until=win.claim_until, has_phone=win.phone_sealed is not None,
    )  # fmt: skip


def list_contacts(session: Session, draw_id: int, *, vault: Vault) -> list[tuple[str, ...]]:
    """Winners for the hand-out: rank, prize, full name, unit, phone, ticket, state. Asking for it is to be noted."""
    rows = session.execute(
        select(
            Prize.rank, Prize.name.label("prize"), Person.name, Unit.name.label("unit"), PrizeWin.phone_sealed,
            PrizeWin.ticket, PrizeWin.state,
        )
        .join(Prize, Prize.id == PrizeWin.prize_id)
        .join(Person, Person.id == PrizeWin.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(PrizeWin.draw_id == draw_id)
        .order_by(Prize.place, PrizeWin.copy_no, PrizeWin.round_no)
    )  # fmt: skip
    return [
        (
            row.rank, row.prize, row.name, row.unit,
            vault.open(row.phone_sealed, purpose=PHONE_PURPOSE) if row.phone_sealed else "", row.ticket, row.state,
        )
        for row in rows
    ]  # fmt: skip
