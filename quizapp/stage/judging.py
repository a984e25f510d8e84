"""Judging, taking back, giving points: what moves a score."""

from __future__ import annotations

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.stage.doing import Doing
from quizapp.stage.events import UNDOABLE, Act, Event
from quizapp.stage.queries import RoundLine
from quizapp.stage.rules import MOST_POINTS, RoundKind, Verdict, points_for


def judge(doing: Doing) -> None:
    """A verdict on the answer of the team whose turn it is."""
    line, board, team = doing.present(), doing.course.board, doing.team()
    doing.require(not board.is_closed and line.kind is not RoundKind.AUDIENCE, N_("这道题已经判完"))
    answers = board.answering == team if (line.kind.is_pressed or board.turn is not None) else team in board.players
    doing.require(answers and team not in board.judged, N_("现在不是这支队答题"))
    _add_judgement(doing, line, team, board.question_id, board.value)


def _add_judgement(doing: Doing, line: RoundLine, team: int, question_id: int | None, value: int | None) -> None:
    verdict = _verdict(doing.deed.verdict)
    points = points_for(line.kind, line.rules, verdict, value=value, partial=doing.deed.points)
    doing.add(
        Act.JUDGE, round_id=line.round.id, question_id=question_id, team_id=team, points=points, value=value,
        verdict=verdict.value,
    )  # fmt: skip


def _verdict(word: str) -> Verdict:
    if word not in set(Verdict):
        raise Invalid(N_("请选对、错或部分正确"), field="verdict")
    return Verdict(word)


def rejudge(doing: Doing) -> None:
    """Another verdict for an answer judged before: the old one is taken back and the new one stands."""
    doing.require_reason()
    old = _standing(doing, (Act.JUDGE,))
    line = next((each for each in doing.course.rounds if each.round.id == old.round_id), None)
    if line is None or old.team_id is None:
        raise Invalid(N_("没有这个环节"))
    doing.add(Act.UNDO, undoes_id=old.id, team_id=old.team_id, question_id=old.question_id, round_id=old.round_id)
    _add_judgement(doing, line, old.team_id, old.question_id, old.value)


def _standing(doing: Doing, kinds: tuple[Act, ...]) -> Event:
    doing.require(doing.course.contest.phase != "ready", N_("比赛还没有开始，或者已经结束"))
    found = next((each for each in doing.course.board.standing if each.id == doing.deed.event_id), None)
    if found is None or found.kind not in kinds:
        raise Invalid(N_("这一条不能撤销，或者已经撤销了"))
    return found


def undo(doing: Doing) -> None:
    """Take a judgement, an award, a false start or a close back, with a reason."""
    doing.require_reason()
    old = _standing(doing, UNDOABLE)
    doing.require(not (doing.course.board.is_finished and old.kind is Act.CLOSE), N_("这一条不能撤销，或者已经撤销了"))
    doing.add(Act.UNDO, undoes_id=old.id, team_id=old.team_id, question_id=old.question_id, round_id=old.round_id)


def award(doing: Doing) -> None:
    """Points given or taken beside the questions, with a reason."""
    doing.require(doing.course.contest.phase != "ready", N_("比赛还没有开始，或者已经结束"))
    doing.require_reason()
    points = doing.deed.points
    if points == 0 or abs(points) > MOST_POINTS:
        raise Invalid(N_("请填加减的分数，减分写负数，例如 -10"), field="points")
    doing.add(Act.AWARD, team_id=doing.team(), points=points)
