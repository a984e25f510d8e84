"""What can stand in a participant's or an organizer's way, each with what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from quizapp.contests.rules import StartVerdict
from quizapp.errors import Conflict, NotAllowed, NotFound
from quizapp.kit.i18n import N_
from quizapp.questions import Atom


class NoSuchContest(NotFound):
    """No contest has this code, or it has not been published."""

    code: ClassVar[str] = "no_such_contest"


class NoSuchAttempt(NotFound):
    """No paper has this address."""

    code: ClassVar[str] = "no_such_attempt"


class OtherPhone(NotAllowed):
    """The paper belongs to somebody who has never used this phone: a forwarded link."""

    code: ClassVar[str] = "attempt_on_other_phone"


class MovedToOtherPhone(OtherPhone):
    """The person went on with this paper on another phone (换手机继续答题)."""

    code: ClassVar[str] = "attempt_moved"


class IdentityNeeded(NotAllowed):
    """Nobody has said on this phone who is answering; ``campaign_code`` tells where to ask."""

    code: ClassVar[str] = "identity_needed"

    def __init__(self, message: str, *, campaign_code: str, asks_phone: bool = False) -> None:
        super().__init__(message)
        self.campaign_code = campaign_code
        self.asks_phone = asks_phone


class CannotStart(Conflict):
    """No new paper now; ``verdict`` says why, in the words of whoever refused."""

    code: ClassVar[str] = "cannot_start"

    def __init__(self, verdict: StartVerdict, refusal: str = "") -> None:
        super().__init__(refusal or _WHY[verdict])
        self.verdict = verdict


class AttemptClosed(Conflict):
    """The paper has been handed in or its time is over; what was saved until then counts."""

    code: ClassVar[str] = "attempt_closed"


class NewerSheet(Conflict):
    """The sheet that came in lacks answers saved from another tab or phone; ``answers`` by 1-based question number."""

    code: ClassVar[str] = "newer_sheet"

    def __init__(self, revision: int, answers: Mapping[str, list[Atom]]) -> None:
        super().__init__(N_("这份答卷在另一个页面上又答了几题：请刷新页面，核对后再交卷"))
        self.revision = revision
        self.answers = answers


class ContestFixed(Conflict):
    """A published contest keeps its questions and scoring."""

    code: ClassVar[str] = "contest_fixed"


_WHY = {
    StartVerdict.NOT_PUBLISHED: N_("这次竞赛还没有发布"),
    StartVerdict.NOT_YET: N_("竞赛还没有开始，请到开放时间再来"),
    StartVerdict.PAUSED: N_("竞赛暂停中，请稍后再来；已经开始的答卷可以继续"),
    StartVerdict.CLOSED: N_("竞赛已经结束，不能再开始答题；已交的答卷都已计入"),
    StartVerdict.NO_TRIES_LEFT: N_("您的答题次数已用完，成绩都已保存"),
    StartVerdict.NO_TRIES_TODAY: N_("今天的答题次数已用完，明天可以再来"),
    StartVerdict.NOT_ADMITTED: N_("这次竞赛不是对所有人开放的，您不在名单里"),
}
