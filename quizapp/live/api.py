"""The live quiz as JSON for phones: coming in, answering, one's own result. See `wire` for what travels."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from flask import Blueprint
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_, Phrase
from quizapp.kit.ids import tidy_short_code
from quizapp.live import views_taking
from quizapp.live.queries import read_me
from quizapp.live.service.answering import Sending
from quizapp.live.service.joining import join
from quizapp.live.service.moving import make_move_code, use_move_code
from quizapp.live.showing import to_ms
from quizapp.live.views_shared import device_hash
from quizapp.live.wire import Me, MoveCode, MoveRequest, ReceiptAnswer, Refusal, RefusalBody, Sent
from quizapp.web import api_route, limited, now, participant, say, services, store

blueprint = Blueprint("live_api", __name__, url_prefix="/api/live")
_TAGS = ("live",)
_TOLD = Phrase(N_("这道题您已经交过答案，以第一次交的为准"))


@blueprint.get("/<code>/me")
@participant
@limited(*views_taking.ME_LIMIT)
@api_route(summary="Who plays on this phone, and how he stands", responses={200: Me}, tags=_TAGS)
def me(code: str) -> Me:
    """Private to the phone; nothing of the question on stage before its reveal."""
    with store().read() as session:
        return read_me(session, tidy_short_code(code), device_hash())


@blueprint.post("/<code>/join")
@participant
@limited("live.join", "30/minute")
@api_route(summary="Come in, or come back", responses={200: Me}, tags=_TAGS)
def come_in(code: str) -> Me:
    """The person this phone speaks for becomes a player, once."""
    return store().retrying(partial(_joined, code=tidy_short_code(code), device=device_hash(), moment=now()))


def _joined(session: Session, *, code: str, device: str, moment: datetime) -> Me:
    join(session, code=code, device_hash=device, now=moment)
    return read_me(session, code, device)


@blueprint.post("/<code>/answers")
@participant
@limited(*views_taking.ANSWERS_LIMIT)
@api_route(
    summary="Answer the question on stage", request=Sent, responses={200: ReceiptAnswer, 409: Refusal}, tags=_TAGS
)
def take(code: str, *, body: Sent) -> ReceiptAnswer | tuple[Refusal, int]:
    """Told after the commit is durable; the first answer stands."""
    sending = Sending(
        code=tidy_short_code(code), device_hash=device_hash(), place=body.place, atoms=body.answer, nonce=body.nonce,
        received_at=services().clock(),
    )  # fmt: skip
    kept = views_taking.take(sending)
    if kept.is_mine:
        return ReceiptAnswer(receipt=views_taking.receipt_of(kept))
    return Refusal(
        error=RefusalBody(code="live_answered", message=say(_TOLD)), receipt=views_taking.receipt_of(kept)
    ), 409


@blueprint.post("/<code>/move-code")
@participant
@limited("live.move", "10/minute")
@api_route(summary="A code for going on on another phone", responses={200: MoveCode}, tags=_TAGS)
def move_code(code: str) -> MoveCode:
    """Ten minutes, one use."""
    make = partial(make_move_code, code=tidy_short_code(code), device_hash=device_hash(), now=now())
    made = store().retrying(make)
    return MoveCode(code=made.code, expires_at=to_ms(made.expires_at))


@blueprint.post("/<code>/move")
@participant
@limited("live.go_on", "10/10 minute", crowd=30)
@api_route(summary="Go on on this phone", request=MoveRequest, responses={200: Me}, tags=_TAGS)
def move(code: str, *, body: MoveRequest) -> Me:
    """The player of the code, here alone from now on."""
    tidy = tidy_short_code(code)
    use = partial(use_move_code, code=tidy, typed=body.move_code, device_hash=device_hash(), now=now())
    store().retrying(use)
    with store().read() as session:
        return read_me(session, tidy, device_hash())
