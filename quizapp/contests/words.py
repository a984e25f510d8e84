"""What choices of a contest are called (message ids), as organizers choose and as participants read them."""

from __future__ import annotations

from quizapp.contests.rules import Counting
from quizapp.kit.i18n import N_

#: For the console's form; after the bar stands what it means.
COUNTINGS = {
    Counting.BEST: N_("取最好的一次|分数最高的算数；同分取用时短的"),
    Counting.LAST: N_("取最后一次|后面一次代替前面一次"),
    Counting.FIRST: N_("只算第一次|以后再答是复习，不改成绩"),
    Counting.AVERAGE: N_("取平均|所有计入的答卷取平均分"),
}
#: For participants: one sentence.
COUNTING_TOLD = {
    Counting.BEST: N_("答几次都行，取分数最高的一次"),
    Counting.LAST: N_("以最后一次交的卷为准"),
    Counting.FIRST: N_("以第一次交的卷为准，再答不改成绩"),
    Counting.AVERAGE: N_("所有答卷取平均分"),
}


def told_counting(counting: str) -> str:
    """The sentence for participants (a message id)."""
    return COUNTING_TOLD[Counting(counting)]
