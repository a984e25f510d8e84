"""Words for what a draw's stored values mean (message ids)."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.kit.i18n import N_
from quizapp.prizes.rules import Eligibility, WinState

ELIGIBILITY: Mapping[Eligibility, str] = {
    Eligibility.PASSED: N_("合格的人|答一次合格就行，名次不影响"),
    Eligibility.TOOK_PART: N_("交过卷的人|重在参与"),
    Eligibility.FULL_MARKS: N_("得过满分的人"),
}
WIN_STATES: Mapping[WinState, str] = {
    WinState.DRAWN: N_("待领奖"),
    WinState.CLAIMED: N_("已确认，待发放"),
    WinState.GIVEN: N_("已发放"),
    WinState.FORFEITED: N_("已补抽"),
}
