"""What things on a stage are called: message ids, translated where they are shown."""

from __future__ import annotations

from quizapp.kit.i18n import N_, Phrase
from quizapp.stage.events import Act
from quizapp.stage.rules import FalseStart, RoundKind, RoundRules, Verdict

KINDS = {
    RoundKind.REQUIRED: N_("必答题"), RoundKind.BUZZER: N_("抢答题"), RoundKind.RISK: N_("风险题"),
    RoundKind.AUDIENCE: N_("观众题"), RoundKind.TIE: N_("加赛题"),
}  # fmt: skip
VERDICTS = {Verdict.RIGHT: N_("答对"), Verdict.WRONG: N_("答错"), Verdict.PARTIAL: N_("部分正确")}
FALSE_STARTS = {
    FalseStart.NONE: N_("不管"), FalseStart.WARN: N_("提醒，不扣分"), FalseStart.LOCK: N_("这道题不能再抢"),
    FalseStart.MINUS: N_("扣分"),
}  # fmt: skip
PHASES = {
    "ready": (N_("准备中"), ""), "test": (N_("试运行"), "warn"), "running": (N_("进行中"), "live"), "finished": (N_("已结束"), "done"),
}  # fmt: skip
ACTS = {
    Act.START: N_("开始"), Act.ROUND: N_("进入环节"), Act.CALL: N_("出题"), Act.OPEN: N_("开始抢答"),
    Act.FALSE_START: N_("抢跑"), Act.BUZZ: N_("抢到"), Act.PICK: N_("指定答题"), Act.CLOCK: N_("计时"),
    Act.JUDGE: N_("判分"), Act.REVEAL: N_("公布答案"), Act.CLOSE: N_("跳过"), Act.AWARD: N_("加减分"),
    Act.UNDO: N_("撤销"), Act.FINISH: N_("结束"), Act.REOPEN: N_("重新打开"),
}  # fmt: skip


def say_rules(kind: RoundKind, rules: RoundRules) -> list[Phrase]:
    """The rules of a round in sentences, for the hall and the record."""
    if kind is RoundKind.AUDIENCE:
        return [Phrase(N_("观众作答，不计入各队得分"))]
    said: list[Phrase] = []
    if kind is RoundKind.RISK:
        said.append(
            Phrase(N_("各队自选 %(values)s 分，答对加分，答错扣同样的分"), values="、".join(map(str, rules.values)))
        )
    else:
        if kind is RoundKind.REQUIRED:
            said.append(Phrase(N_("各队轮流答自己的题")) if rules.each_own else Phrase(N_("各队同时答同一道题")))
        wrong = Phrase(N_("答对加 %(right)d 分，答错扣 %(wrong)d 分"), right=rules.right, wrong=rules.wrong)
        said.append(wrong if rules.wrong else Phrase(N_("答对加 %(right)d 分，答错不扣分"), right=rules.right))
    if kind.is_pressed:
        said += _say_pressing(kind, rules)
    if rules.seconds:
        said.append(Phrase(N_("答题限时 %(seconds)d 秒"), seconds=rules.seconds))
    return said


def _say_pressing(kind: RoundKind, rules: RoundRules) -> list[Phrase]:
    said = [Phrase(N_("主持人宣布开始后再按，先到者答"))]
    if rules.reopens:
        said.append(Phrase(N_("答错后其他队可以再抢")))
    if rules.false_start is FalseStart.LOCK:
        said.append(Phrase(N_("抢跑的队这道题不能再抢")))
    elif rules.false_start is FalseStart.MINUS:
        said.append(Phrase(N_("抢跑扣 %(points)d 分"), points=rules.false_points))
    if kind is RoundKind.TIE:
        said.append(Phrase(N_("加赛得分只用来排同分的名次")))
    return said
