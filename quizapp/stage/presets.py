"""Usual courses of a county's contest, ready to be changed."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.kit.i18n import N_
from quizapp.stage.rules import FalseStart, RoundKind, RoundRules


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPreset:
    """A round, and how many questions it needs: ``a team`` for each team, else in all (each value of a risk round)."""

    kind: RoundKind
    title: str
    rules: RoundRules
    questions: int
    a_team: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A course."""

    label: str
    start_score: int
    rounds: tuple[RoundPreset, ...]


_REQUIRED = RoundPreset(
    kind=RoundKind.REQUIRED, title=N_("必答题"), rules=RoundRules(right=10, wrong=0, seconds=30), questions=2, a_team=True
)  # fmt: skip
_SAME = RoundPreset(
    kind=RoundKind.REQUIRED, title=N_("必答题（同题）"), questions=5,
    rules=RoundRules(right=10, wrong=0, seconds=30, each_own=False),
)  # fmt: skip
_BUZZER = RoundPreset(
    kind=RoundKind.BUZZER, title=N_("抢答题"), questions=10,
    rules=RoundRules(right=10, wrong=10, seconds=20, false_start=FalseStart.MINUS, false_points=10),
)  # fmt: skip
_RISK = RoundPreset(
    kind=RoundKind.RISK, title=N_("风险题"), rules=RoundRules(seconds=60, values=(10, 20, 30)), questions=1, a_team=True
)  # fmt: skip
_AUDIENCE = RoundPreset(
    kind=RoundKind.AUDIENCE, title=N_("观众互动题"), rules=RoundRules(right=0, seconds=0), questions=5
)  # fmt: skip
_TIE = RoundPreset(
    kind=RoundKind.TIE, title=N_("加赛题"), questions=3,
    rules=RoundRules(right=10, wrong=10, seconds=20, false_start=FalseStart.LOCK),
)  # fmt: skip

PRESETS: dict[str, Preset] = {
    "county": Preset(
        label=N_("完整赛制：必答、抢答、风险、观众、加赛|底分 100，必答对 10 分，抢答对 10 错扣 10，风险题 10、20、30 分"), start_score=100,
        rounds=(_REQUIRED, _BUZZER, _AUDIENCE, _RISK, _TIE),
    ),
    "short": Preset(
        label=N_("一小时赛制：必答、抢答、加赛|底分 100，适合班组、村社区"), start_score=100, rounds=(_REQUIRED, _BUZZER, _TIE)
    ),
    "gentle": Preset(
        label=N_("只加分赛制：同题必答、抢答、加赛|底分 0，答错不扣分，抢跑只提醒"), start_score=0,
        rounds=(
            _SAME,
            RoundPreset(
                kind=RoundKind.BUZZER, title=N_("抢答题"), questions=10,
                rules=RoundRules(right=10, wrong=0, seconds=20, reopens=True, false_start=FalseStart.WARN),
            ),
            _TIE,
        ),
    ),
}  # fmt: skip
