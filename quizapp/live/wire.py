"""What travels between a live room and phones, screens and remotes. All moments are whole milliseconds since 1970 UTC.

``GET /live-state/<code>`` is the same bytes for everybody (`PublicState`), with an ETag; 304 when nothing changed. Every
answer of it, 304 too, carries ``Live-Now: <ms>``, the server's clock. Places count from 1.

Which fields are there follows the phase:

- ``lobby``: nothing is asked yet.
- ``asking``: ``opens_at`` and ``closes_at`` are known as soon as the host announced the question, ``question`` only from
  ``opens_at`` on. While ``paused`` is not null the clock stands with so many ms left and answers are refused.
- ``locked``: the clock ran down, or the host closed it. Answers sent in time are taken for `rules.GRACE_MS` more;
  the host may reveal from ``reveal_from`` on.
- ``revealed``: ``reveal`` has key, explanation, source and distribution.
- ``board``, ``finished``: ``board`` (names as moderated), ``teams`` where the room compares units.

``GET /live-count/<code>``: `Counts`. ``GET /api/live/<code>/me``: `Me`, private to the phone.
``POST /api/live/<code>/answers``: `Sent` -> 200 `Receipt`; a refusal is `Refusal`, for ``live_answered`` with the receipt
that stands. Hosts: ``GET|POST /api/live-host/<room id>`` (staff session) and ``/api/live-remote/<token>``: see `wire_host`.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

#: Codes of refusals of answers. The phone tries again after ``live_not_open`` (at ``opens_at``) and ``live_paused``.
REFUSALS = (
    "live_not_open",
    "live_paused",
    "live_closed",
    "live_answered",
    "live_not_player",
    "live_removed",
    "live_out",
    "live_invalid",
    "no_such_room",
)
Atoms = Annotated[
    list[Annotated[int, msgspec.Meta(ge=0, le=9_999)] | Annotated[str, msgspec.Meta(max_length=200)]],
    msgspec.Meta(max_length=80),
]


class AskedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """The question on stage; nothing of its key."""

    place: int
    type: str
    stem: str
    #: What its type presents: options in the order shown, pictures (``url``), max_picks.
    shown: dict[str, Any]
    seconds: int
    points: int


class Reveal(msgspec.Struct, frozen=True, kw_only=True):
    """The key and how people answered."""

    #: What the type reveals: {"correct": [...]}.
    key: dict[str, Any]
    explanation: str
    #: Law or standard, as people read it.
    source: str
    #: Picks of each shown option; null where a type has no such thing (ordering).
    counts: tuple[int, ...] | None
    answered: int
    right: int


class BoardLine(msgspec.Struct, frozen=True, kw_only=True):
    """A name on the big screen."""

    rank: int
    name: str
    unit: str
    score: int
    right: int


class TeamLine(msgspec.Struct, frozen=True, kw_only=True):
    """A unit by the mean score of its players."""

    rank: int
    unit: str
    mean: float
    players: int


class PublicState(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody may see now."""

    #: Moves with each act of a host; phones use the ETag.
    rev: int
    #: lobby | asking | locked | revealed | board | finished
    phase: str
    #: Milliseconds left on the clock that stands; null while it runs.
    paused: int | None
    place: int
    of: int
    #: Whether new players may join.
    joins: bool
    opens_at: int | None
    closes_at: int | None
    #: From when on the host may reveal; null unless a question is open or just closed.
    reveal_from: int | None
    question: AskedQuestion | None
    reveal: Reveal | None
    board: tuple[BoardLine, ...] | None
    teams: tuple[TeamLine, ...] | None
    #: Players still in (一站到底), as of the last reveal; null in other modes.
    alive: int | None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many are here, and how many have answered the question on stage."""

    rev: int
    players: int
    answered: int


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as a phone sends it; a retry carries the same nonce."""

    place: Annotated[int, msgspec.Meta(ge=1, le=1_000)]
    answer: Atoms
    nonce: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The stored answer: durable before it is told."""

    place: int
    answer: list[int | str]
    nonce: str
    #: When the request reached the server.
    at: int


class ReceiptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """200 of an answer."""

    receipt: Receipt


class RefusalBody(msgspec.Struct, frozen=True, kw_only=True):
    """Why not: ``code`` for programs, ``message`` for people."""

    code: str
    message: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Every refused answer; ``receipt`` is the answer that stands (``live_answered``), else null."""

    error: RefusalBody
    receipt: Receipt | None = None


class MyPlayer(msgspec.Struct, frozen=True, kw_only=True):
    """Who plays on this phone."""

    name: str
    unit: str
    #: Name on the screen; empty while it is hidden there.
    shown: str
    removed: bool
    out: bool


class MyResult(msgspec.Struct, frozen=True, kw_only=True):
    """After a reveal: what the last answer came to, and where one stands. Nobody else is told."""

    place: int
    #: Null when one did not answer.
    right: bool | None
    share: float
    points: int
    score: int
    rights: int
    rank: int | None
    of: int
    streak: int


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """What only this phone is told."""

    player: MyPlayer | None
    #: The stored answer to the question on stage, also before the reveal.
    answer: Receipt | None
    result: MyResult | None


class MoveCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code for another phone, told once."""

    code: str
    expires_at: int


class MoveRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A code read off the old phone."""

    move_code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
