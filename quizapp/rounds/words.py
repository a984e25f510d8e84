"""Words for what stored values of events mean (message ids)."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.kit.i18n import N_, Phrase
from quizapp.rounds.queries import PlaceRow
from quizapp.rounds.rules import Kind, PlaceState, Role, Rule

KINDS: Mapping[Kind, str] = {
    Kind.TOP: N_("总排名前若干名|所有人一起排"),
    Kind.TOP_PER_UNIT: N_("每个单位前若干名|主办单位下面的每个单位各自排"),
    Kind.TOP_PER_KIND: N_("每类单位前若干名|企业、村、学校等各自排"),
    Kind.ABOVE: N_("达到分数线的人|填占满分的百分之几"),
}
_SAID: Mapping[Kind, str] = {
    Kind.TOP: N_("总排名前 %(n)d 名进入下一轮"),
    Kind.TOP_PER_UNIT: N_("每个单位前 %(n)d 名进入下一轮"),
    Kind.TOP_PER_KIND: N_("每类单位前 %(n)d 名进入下一轮"),
    Kind.ABOVE: N_("达到满分 %(n)d%% 的人都进入下一轮"),
}
ORDER = N_("按得分排；同分的用时短的在前，再同的先交卷的在前")


def say_rule(rule: Rule) -> list[Phrase]:
    """The rule in sentences, for everybody."""
    said = [Phrase(_SAID[rule.kind], n=rule.amount), Phrase(ORDER)]
    if rule.reserves:
        per_group = rule.kind in {Kind.TOP_PER_UNIT, Kind.TOP_PER_KIND}
        words = (
            N_("各自再列候补 %(n)d 名，有人放弃时按次序递补")
            if per_group
            else N_("另列候补 %(n)d 名，有人放弃时按次序递补")
        )
        said.append(Phrase(words, n=rule.reserves))
    return said


def say_place(row: PlaceRow) -> tuple[str, str]:
    """(message id, tone) of where a place stands. Why somebody left is not said to others."""
    if row.place.state != PlaceState.STANDS:
        return N_("不再参加"), "plain"
    if row.place.moved_up_at is not None:
        return N_("递补入围"), "done"
    return (N_("入围"), "done") if row.place.role == Role.LISTED else (N_("候补"), "action")
