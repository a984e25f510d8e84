"""What staff do while a contest runs: one function for all deeds, each an event that is only ever added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.stage.doing import Deed, Doing
from quizapp.stage.errors import StageMoved, StageNotReady
from quizapp.stage.events import Act
from quizapp.stage.judging import award, judge, rejudge, undo
from quizapp.stage.models import StageQuestion
from quizapp.stage.queries import Course, RoundLine, read_course, read_row
from quizapp.stage.rules import RoundKind
from quizapp.stage.setup import EDIT


def do(session: Session, contest_id: int, deed: Deed, *, actor: Actor, now: datetime) -> Course:
    """The contest after the deed.

    Raises `StageMoved` when somebody else went on since the page was drawn, `StageNotReady` when it is not the moment,
    `Invalid` for what was typed.
    """
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    if deed.seen != row.contest.host_revision:
        raise StageMoved(N_("另一位工作人员或抢答器刚刚操作过，这一步没有执行：请看现在的状态再操作"))
    course = read_course(session, row)
    _DEEDS[deed.act](Doing(session=session, course=course, deed=deed, actor=f"staff:{actor.id}", now=now))
    return course


def _start(doing: Doing) -> None:
    course, contest = doing.course, doing.course.contest
    doing.require(contest.phase == "ready", N_("比赛已经开始了"))
    doing.require(len(course.teams) >= 2, N_("至少要有两支队才能开始"))
    doing.require(any(line.questions for line in course.rounds), N_("还没有题目：请先给各环节抽题"))
    contest.phase = "test" if doing.deed.act == "test" else "running"
    doing.add(Act.START)


def _end_test(doing: Doing) -> None:
    contest = doing.course.contest
    doing.require(contest.phase == "test", N_("现在不是试运行"))
    contest.phase, contest.run = "ready", contest.run + 1
    contest.revision, contest.host_revision = contest.revision + 1, contest.host_revision + 1
    contest.gate, contest.opening_id, contest.due_at, contest.barred = "none", None, None, []
    doing.session.flush()


def _show_round(doing: Doing) -> None:
    doing.require_running()
    line = doing.round()
    doing.require(doing.course.board.is_settled, N_("台上这道题还没有判完：请先判分，或者点“跳过这道题”"))
    doing.add(Act.ROUND, round_id=line.round.id)


def _call(doing: Doing) -> None:
    doing.require_running()
    course, deed, line = doing.course, doing.deed, doing.round()
    doing.require(course.board.is_settled, N_("台上这道题还没有判完：请先判分，或者点“跳过这道题”"))
    turn = doing.team() if needs_team(line) else None
    value = deed.value if line.kind is RoundKind.RISK else None
    if line.kind is RoundKind.RISK and value not in line.rules.values:
        raise Invalid(N_("请选这道风险题的分值"), field="value")
    question = _next_question(course, line, value, deed.question_id)
    teams = [team for team in course.seats if team in deed.teams] if line.kind is RoundKind.TIE else []
    doing.require(line.kind is not RoundKind.TIE or len(teams) > 1, N_("加赛请勾选两支以上的队"))
    doing.add(Act.CALL, round_id=line.round.id, question_id=question.id, team_id=turn, value=value, teams=teams)


def needs_team(line: RoundLine) -> bool:
    """Whether one team is called for each question of the round."""
    return line.kind is RoundKind.RISK or (line.kind is RoundKind.REQUIRED and line.rules.each_own)


def _next_question(course: Course, line: RoundLine, value: int | None, wanted: int | None) -> StageQuestion:
    """The next one of the round; of a risk round one that was drawn for this value, else one that fits any."""
    left = course.left(line)
    fitting = [each for each in left if each.value == value] or [each for each in left if each.value is None]
    found = next((each for each in left if each.id == wanted), None) or next(iter(fitting), None)
    if found is None:
        raise StageNotReady(N_("这个环节的题用完了：请到准备页给它再抽几道备用题"))
    return found


def _open(doing: Doing) -> None:
    line, board = doing.present(), doing.course.board
    doing.require(line.kind.is_pressed and not board.is_closed, N_("这道题不是抢答题，或者已经判完"))
    if board.gate != "ready":
        doing.require_reason()
    doing.add(Act.OPEN, round_id=line.round.id, question_id=board.question_id)


def _pick(doing: Doing) -> None:
    line, board, team = doing.present(), doing.course.board, doing.team()
    doing.require(line.kind.is_pressed and not board.is_closed, N_("这道题不是抢答题，或者已经判完"))
    doing.require(team not in board.barred, N_("这支队这道题不能再答"))
    doing.require_reason()
    doing.add(Act.PICK, round_id=line.round.id, question_id=board.question_id, team_id=team)


def _clock(doing: Doing) -> None:
    line = doing.present()
    seconds = line.rules.seconds if doing.deed.value is None else doing.deed.value
    if not 0 <= seconds <= 600:
        raise Invalid(N_("答题时间请填 0 到 600 秒，0 表示不限时"), field="value")
    doing.add(Act.CLOCK, round_id=line.round.id, question_id=doing.course.board.question_id, value=seconds)


def _reveal(doing: Doing) -> None:
    line, board = doing.present(), doing.course.board
    doing.require(board.is_closed or line.kind is RoundKind.AUDIENCE, N_("先判分或者跳过，再公布答案"))
    if line.kind is RoundKind.AUDIENCE and not board.is_closed:
        doing.add(Act.CLOSE, round_id=line.round.id, question_id=board.question_id)
    doing.add(Act.REVEAL, round_id=line.round.id, question_id=board.question_id)


def _close(doing: Doing) -> None:
    line, board = doing.present(), doing.course.board
    doing.require(not board.is_closed, N_("这道题已经判完"))
    doing.add(Act.CLOSE, round_id=line.round.id, question_id=board.question_id)


_DEEDS: Mapping[str, Callable[[Doing], None]] = {
    "start": _start, "test": _start, "end_test": _end_test, "round": _show_round, "call": _call, "open": _open,
    "pick": _pick, "clock": _clock, "judge": judge, "rejudge": rejudge, "undo": undo, "award": award,
    "reveal": _reveal, "close": _close,
}  # fmt: skip
#: All deeds, for the router.
DEEDS = tuple(_DEEDS)
