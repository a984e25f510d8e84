"""What can stand in a player's or a host's way, each with what to do next."""

from __future__ import annotations

from typing import ClassVar

from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchRoom(NotFound):
    """No room has this code, or its lobby has not been opened."""

    code: ClassVar[str] = "no_such_room"


class NotOpenYet(Conflict):
    """The question on stage may not be answered yet, or another one is on stage."""

    code: ClassVar[str] = "live_not_open"


class Paused(Conflict):
    """The clock stands."""

    code: ClassVar[str] = "live_paused"


class TooLate(Conflict):
    """The question was closed by the server's clock."""

    code: ClassVar[str] = "live_closed"


class NotPlaying(NotAllowed):
    """Nobody has joined on this phone."""

    code: ClassVar[str] = "live_not_player"


class Removed(NotAllowed):
    """A host took this player out of the room."""

    code: ClassVar[str] = "live_removed"


class DroppedOut(NotAllowed):
    """He answered wrong before (一站到底) and looks on."""

    code: ClassVar[str] = "live_out"


class BadAnswer(Invalid):
    """No answer to the question on stage: nothing picked, or what does not exist."""

    code: ClassVar[str] = "live_invalid"


class CannotJoin(Conflict):
    """The room takes nobody new: locked, full, over, or for people on the roster alone."""

    code: ClassVar[str] = "live_cannot_join"


class StaleRevision(Conflict):
    """Another host was quicker: look at what stands now, then decide again."""

    code: ClassVar[str] = "live_stale"


class StillOpen(Conflict):
    """Answers that were sent in time may still be on their way; a second later it can be revealed."""

    code: ClassVar[str] = "live_still_open"


class CannotAct(Conflict):
    """The act does not fit what the room is doing."""

    code: ClassVar[str] = "live_cannot_act"


class RoomFixed(Conflict):
    """Questions and rules are frozen once the lobby has opened."""

    code: ClassVar[str] = "live_room_fixed"
