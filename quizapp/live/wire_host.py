"""What travels between a live room and its hosts and screens; see `wire`.

Hosts: `HostAct` -> `HostState`; 409 with the new `HostState` when the revision was another one.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from quizapp.live.wire import MoveCode, PublicState


class HostAct(msgspec.Struct, frozen=True, kw_only=True):
    """One tap of a host, with the revision he saw.

    ``action``: open (lobby) | next | close (stop the clock) | reveal | board | pause | resume | skip | finish |
    lock | unlock (joining) | extend (``seconds`` more) | remove | allow | hide | show | rename (``player``, ``name``) |
    move_code (``player``: code for his new phone; comes back as ``move_code``).
    """

    action: str
    revision: int
    player: int | None = None
    name: Annotated[str, msgspec.Meta(max_length=80)] | None = None
    seconds: Annotated[int, msgspec.Meta(ge=5, le=120)] | None = None


class HostPlayer(msgspec.Struct, frozen=True, kw_only=True):
    """A player, as the host sees him."""

    id: int
    name: str
    unit: str
    #: Name for the screen, whether or not it is hidden there.
    shown: str
    hidden: bool
    removed: bool
    out: bool
    score: int
    rank: int | None


class HostQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that the host alone may know already; its key is not here, for a phone is easily read over a shoulder."""

    place: int
    type: str
    stem: str


class HostState(msgspec.Struct, frozen=True, kw_only=True):
    """What a remote shows."""

    state: PublicState
    rev: int
    players: int
    answered: int
    #: The question that ``next`` would announce; null after the last.
    next: HostQuestion | None
    #: What may be done now, in words of `HostAct.action`.
    actions: tuple[str, ...]
    #: Latest first, at most 200; ``?q=`` searches names.
    people: tuple[HostPlayer, ...]
    move_code: MoveCode | None = None


class ScreenState(msgspec.Struct, frozen=True, kw_only=True):
    """What the big screen shows."""

    state: PublicState
    players: int
    answered: int
    #: In the lobby: the latest names, moderated.
    names: tuple[str, ...]
