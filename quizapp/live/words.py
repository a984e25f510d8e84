"""What the choices of a live room are called."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.kit.i18n import N_, Phrase
from quizapp.live.rules import Mode, Phase, Preset

PRESETS: Mapping[Preset, str] = {
    Preset.RIGHT_FIRST: N_("答对多的排前面|同样多时，答对的题用时少的在前；老人也不吃亏"),
    Preset.SPEED_LINEAR: N_("越快分越高|分数随时间一路减到零"),
    Preset.SPEED_KAHOOT: N_("越快分越高，最慢也有一半|答对就有一半分，另一半看快慢"),
}
MODES: Mapping[Mode, str] = {
    Mode.STANDARD: N_("所有人答到最后|答错也继续"),
    Mode.ELIMINATION: N_("一站到底|答错或没答就止步，可以继续看；一题没人答对时都留下"),
}
PHASES: Mapping[Phase, str] = {
    Phase.DRAFT: N_("草稿"), Phase.LOBBY: N_("入场中"), Phase.ASKING: N_("答题中"), Phase.REVEALED: N_("公布答案"),
    Phase.BOARD: N_("排行榜"), Phase.FINISHED: N_("已结束"),
}  # fmt: skip
ACTS: Mapping[str, str] = {
    "open": N_("打开入场"), "next": N_("下一题"), "close": N_("截止"), "extend": N_("加时"), "pause": N_("暂停"),
    "resume": N_("继续"), "reveal": N_("公布答案"), "board": N_("排行榜"), "skip": N_("跳过这题"), "finish": N_("结束"),
    "lock": N_("停止入场"), "unlock": N_("恢复入场"), "remove": N_("请离"), "allow": N_("请回"), "hide": N_("隐藏名字"),
    "show": N_("显示名字"), "rename": N_("改屏幕上的名字"), "move_code": N_("发换机码"),
    "void": N_("作废"),
}  # fmt: skip


def said_of(phase: str, playing: str) -> tuple[Phrase, Phrase]:
    """Chip and text of an open room's card; ``playing`` is the text of one that has begun."""
    if phase == Phase.LOBBY:
        return Phrase(PHASES[Phase.LOBBY]), Phrase(N_("已开放入场"))
    return Phrase(N_("直播中")), Phrase(playing)
