"""Words for marks: the rule's name, and the reason as a reviewer reads it (message ids)."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.integrity.rules import Rule
from quizapp.kit.i18n import N_, Phrase

RULES: Mapping[Rule, str] = {
    Rule.DEVICE: N_("一机多名"),
    Rule.SPEED: N_("快得读不完题"),
    Rule.ANSWERS: N_("答案雷同"),
    Rule.NIGHT: N_("深夜集中交卷"),
    Rule.RHYTHM: N_("间隔像机器"),
    Rule.ROSTER: N_("不在花名册"),
}
_REASONS: Mapping[Rule, str] = {
    Rule.DEVICE: N_("这部手机 %(days)s 天里交了 %(names)s 份不同姓名的答卷，每题约 %(seconds)s 秒"),
    Rule.SPEED: N_("%(questions)s 题用了 %(seconds)s 秒；光看一遍题干至少要 %(least)s 秒"),
    Rule.ANSWERS: N_("%(minutes)s 分钟里有 %(people)s 人的答案几乎一样，连 %(mistakes)s 处少见的错法也相同"),
    Rule.NIGHT: N_("凌晨 0 点到 5 点连着交了 %(papers)s 份，来自 %(phones)s 部手机"),
    Rule.RHYTHM: N_("连着 %(papers)s 份几乎分秒不差：每份 %(seconds)s 秒，每隔 %(every)s 秒开始一份"),
    Rule.ROSTER: N_("单位有花名册，上面没有这个姓名"),
}
_OF_ONE_DAY = N_("这部手机一天交了 %(names)s 份不同姓名的答卷，每题约 %(seconds)s 秒")


def reason_of(rule: Rule, detail: Mapping[str, object]) -> Phrase:
    """Why a paper is marked, in one sentence with its numbers."""
    message = _OF_ONE_DAY if rule is Rule.DEVICE and detail.get("days") == 1 else _REASONS[rule]
    return Phrase(message, **{name: value for name, value in detail.items() if f"%({name})s" in message})
