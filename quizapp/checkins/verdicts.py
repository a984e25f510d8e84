"""What can become of a scan: every verdict with its word."""

from __future__ import annotations

from enum import StrEnum

from quizapp.kit.i18n import N_


class Verdict(StrEnum):
    """What became of a scan. The stored value never changes."""

    ACCEPTED = "accepted"
    ALREADY_IN = "already_in"
    #: Came back after leaving: no second head.
    REENTERED = "reentered"
    #: An exit.
    LEFT = "left"
    #: An exit of somebody who is not inside.
    NOT_IN = "not_in"
    #: An exit where only entries are taken.
    EXITS_NOT_TAKEN = "exits_not_taken"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SELF_NOT_ALLOWED = "self_not_allowed"
    UNKNOWN_PERSON = "unknown_person"
    #: The session is for people of the units that hold it.
    WRONG_UNIT = "wrong_unit"
    #: No code of ours, or none at all where one is asked.
    WRONG_CODE = "wrong_code"
    #: A rotating code of a while ago, or its ticket.
    EXPIRED_CODE = "expired_code"
    #: A personal code that was taken back.
    REVOKED_CODE = "revoked_code"
    #: A doubt that this session refuses (by its own settings).
    BLOCKED = "blocked"
    #: An earlier scan was taken back.
    UNDONE = "undone"

    @property
    def is_in(self) -> bool:
        """Whether the person counts as present now."""
        return self in {Verdict.ACCEPTED, Verdict.ALREADY_IN, Verdict.REENTERED}

    @property
    def is_refusal(self) -> bool:
        """Whether the person was turned away."""
        return not self.is_in and self not in {Verdict.LEFT, Verdict.UNDONE}

    @property
    def label(self) -> str:
        """Its word for lists (a message id)."""
        return _LABELS[self]


_LABELS = {
    Verdict.ACCEPTED: N_("签到成功"),
    Verdict.ALREADY_IN: N_("已签到过"),
    Verdict.REENTERED: N_("再次进入"),
    Verdict.LEFT: N_("已签退"),
    Verdict.NOT_IN: N_("不在场，不能签退"),
    Verdict.EXITS_NOT_TAKEN: N_("这一场不签退"),
    Verdict.NOT_OPEN_YET: N_("还没到时间"),
    Verdict.CLOSED: N_("已过时间"),
    Verdict.CANCELLED: N_("已取消"),
    Verdict.SELF_NOT_ALLOWED: N_("不能自己签到"),
    Verdict.UNKNOWN_PERSON: N_("名单里没有"),
    Verdict.WRONG_UNIT: N_("不是本场单位的人"),
    Verdict.WRONG_CODE: N_("码不对"),
    Verdict.EXPIRED_CODE: N_("码已过期"),
    Verdict.REVOKED_CODE: N_("码已作废"),
    Verdict.BLOCKED: N_("按设置拦下"),
    Verdict.UNDONE: N_("撤销"),
}

#: Stored values of scans that turned somebody away.
REFUSALS = tuple(verdict.value for verdict in Verdict if verdict.is_refusal)
#: Stored values of scans that say somebody was there: what stays are made of.
SEEN = tuple(verdict.value for verdict in Verdict if verdict.is_in or verdict is Verdict.LEFT)
