"""What staff do while a contest runs: one function for all deeds, each an event that is only ever added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.stage.board import UNDOABLE, Act, Event, fold
from quizapp.stage.errors import StageMoved, StageNotReady
from quizapp.stage.models import StageContest, StageEvent, StageQuestion
from quizapp.stage.queries import Course, RoundLine, read_course, read_row, to_event
from quizapp.stage.rules import MOST_POINTS, RoundKind, Verdict, points_for
from quizapp.stage.setup import EDIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was pressed, with what was typed beside the button."""

    act: str
    #: The contest's ``host_revision`` as the page showed it.
    seen: int
    round_id: int | None = None
    question_id: int | None = None
    team_id: int | None = None
    event_id: int | None = None
    points: int = 0
    value: int | None = None
    verdict: str = ""
    teams: tuple[int, ...] = ()
    reason: str = ""


def do(session: Session, contest_id: int, deed: Deed, *, actor: Actor, now: datetime) -> Course:
    """The contest after the deed.

    Raises `StageMoved` when somebody else went on since the page was drawn, `StageNotReady` when it is not the moment,
    `Invalid` for what was typed.
    """
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    if deed.seen != row.contest.host_revision:
        raise StageMoved(N_("另一位工作人员或抢答器刚刚操作过，这一步没有执行：请看现在的状态再操作"))
    course = read_course(session, row)
    _DEEDS[deed.act](_Doing(session=session, course=course, deed=deed, actor=f"staff:{actor.id}", now=now))
    return course


def append(session: Session, course: Course, *, by_host: bool = True, **event: Any) -> int:
    """Id of one more event; the contest's row follows what all of them come to. The caller holds the row alone."""
    contest = course.contest
    contest.revision += 1
    contest.host_revision += by_host
    row = StageEvent(contest_id=contest.id, run=contest.run, seq=contest.revision, **({"teams": []} | event))
    session.add(row)
    session.flush()
    course.events.append(to_event(row))
    vars(course).pop("board", None)
    project(contest, course)
    session.flush()
    return row.id


def project(contest: StageContest, course: Course) -> None:
    """Copy what a press must know from the board to the contest's row."""
    board = fold(course.setup, course.events)
    if board.opening_id != contest.opening_id or board.gate != "open":
        contest.due_at = None
    contest.gate, contest.opening_id = board.gate, board.opening_id
    contest.barred = sorted(board.barred)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doing:
    """One deed on its way."""

    session: Session
    course: Course
    deed: Deed
    actor: str
    now: datetime

    def add(self, act: Act, **event: Any) -> None:
        reason = clean_line(self.deed.reason, limit=200)
        append(self.session, self.course, kind=act.value, at=self.now, actor=self.actor, reason=reason, **event)

    def require(self, is_so: bool, complaint: str) -> None:
        if not is_so:
            raise StageNotReady(complaint)

    def require_running(self) -> None:
        self.require(self.course.contest.phase in ("test", "running"), N_("比赛还没有开始，或者已经结束"))

    def require_reason(self) -> None:
        if not clean_line(self.deed.reason):
            raise Invalid(N_("请写明原因，会印在比赛记录里"), field="reason")

    def round(self) -> RoundLine:
        found = next((line for line in self.course.rounds if line.round.id == self.deed.round_id), None)
        if found is None:
            raise Invalid(N_("没有这个环节"))
        return found

    def present(self) -> RoundLine:
        line = self.course.now_round
        if line is None or self.course.board.question_id is None:
            raise StageNotReady(N_("台上没有题，请先出题"))
        return line

    def team(self) -> int:
        if self.deed.team_id not in self.course.seats:
            raise Invalid(N_("请选一支队"), field="team_id")
        return self.deed.team_id


def _start(doing: _Doing) -> None:
    course, contest = doing.course, doing.course.contest
    doing.require(contest.phase == "ready", N_("比赛已经开始了"))
    doing.require(len(course.teams) >= 2, N_("至少要有两支队才能开始"))
    doing.require(any(line.questions for line in course.rounds), N_("还没有题目：请先给各环节抽题"))
    contest.phase = "test" if doing.deed.act == "test" else "running"
    doing.add(Act.START)


def _end_test(doing: _Doing) -> None:
    contest = doing.course.contest
    doing.require(contest.phase == "test", N_("现在不是试运行"))
    contest.phase, contest.run = "ready", contest.run + 1
    contest.revision, contest.host_revision = contest.revision + 1, contest.host_revision + 1
    contest.gate, contest.opening_id, contest.due_at, contest.barred = "none", None, None, []
    doing.session.flush()


def _show_round(doing: _Doing) -> None:
    doing.require_running()
    line = doing.round()
    doing.require(doing.course.board.is_settled, N_("台上这道题还没有判完：请先判分，或者点“跳过这道题”"))
    doing.add(Act.ROUND, round_id=line.round.id)


def _call(doing: _Doing) -> None:
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


def _open(doing: _Doing) -> None:
    line, board = doing.present(), doing.course.board
    doing.require(line.kind.is_pressed and not board.is_closed, N_("这道题不是抢答题，或者已经判完"))
    if board.gate != "ready":
        doing.require_reason()
    doing.add(Act.OPEN, round_id=line.round.id, question_id=board.question_id)


def _pick(doing: _Doing) -> None:
    line, board, team = doing.present(), doing.course.board, doing.team()
    doing.require(line.kind.is_pressed and not board.is_closed, N_("这道题不是抢答题，或者已经判完"))
    doing.require(team not in board.barred, N_("这支队这道题不能再答"))
    doing.require_reason()
    doing.add(Act.PICK, round_id=line.round.id, question_id=board.question_id, team_id=team)


def _clock(doing: _Doing) -> None:
    line = doing.present()
    seconds = line.rules.seconds if doing.deed.value is None else doing.deed.value
    if not 0 <= seconds <= 600:
        raise Invalid(N_("答题时间请填 0 到 600 秒，0 表示不限时"), field="value")
    doing.add(Act.CLOCK, round_id=line.round.id, question_id=doing.course.board.question_id, value=seconds)


def _judge(doing: _Doing) -> None:
    line, board, team = doing.present(), doing.course.board, doing.team()
    doing.require(not board.is_closed and line.kind is not RoundKind.AUDIENCE, N_("这道题已经判完"))
    answers = board.answering == team if (line.kind.is_pressed or board.turn is not None) else team in board.players
    doing.require(answers and team not in board.judged, N_("现在不是这支队答题"))
    _add_judgement(doing, line, team, board.question_id, board.value)


def _add_judgement(doing: _Doing, line: RoundLine, team: int, question_id: int | None, value: int | None) -> None:
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


def _rejudge(doing: _Doing) -> None:
    """Another verdict for an answer judged before: the old one is taken back and the new one stands."""
    doing.require_reason()
    old = _standing(doing, (Act.JUDGE,))
    line = next((each for each in doing.course.rounds if each.round.id == old.round_id), None)
    if line is None or old.team_id is None:
        raise Invalid(N_("没有这个环节"))
    doing.add(Act.UNDO, undoes_id=old.id, team_id=old.team_id, question_id=old.question_id, round_id=old.round_id)
    _add_judgement(doing, line, old.team_id, old.question_id, old.value)


def _standing(doing: _Doing, kinds: tuple[Act, ...]) -> Event:
    doing.require(doing.course.contest.phase != "ready", N_("比赛还没有开始，或者已经结束"))
    found = next((each for each in doing.course.board.standing if each.id == doing.deed.event_id), None)
    if found is None or found.kind not in kinds:
        raise Invalid(N_("这一条不能撤销，或者已经撤销了"))
    return found


def _undo(doing: _Doing) -> None:
    doing.require_reason()
    old = _standing(doing, UNDOABLE)
    doing.require(not (doing.course.board.is_finished and old.kind is Act.CLOSE), N_("这一条不能撤销，或者已经撤销了"))
    doing.add(Act.UNDO, undoes_id=old.id, team_id=old.team_id, question_id=old.question_id, round_id=old.round_id)


def _award(doing: _Doing) -> None:
    doing.require(doing.course.contest.phase != "ready", N_("比赛还没有开始，或者已经结束"))
    doing.require_reason()
    points = doing.deed.points
    if points == 0 or abs(points) > MOST_POINTS:
        raise Invalid(N_("请填加减的分数，减分写负数，例如 -10"), field="points")
    doing.add(Act.AWARD, team_id=doing.team(), points=points)


def _reveal(doing: _Doing) -> None:
    line, board = doing.present(), doing.course.board
    doing.require(board.is_closed or line.kind is RoundKind.AUDIENCE, N_("先判分或者跳过，再公布答案"))
    if line.kind is RoundKind.AUDIENCE and not board.is_closed:
        doing.add(Act.CLOSE, round_id=line.round.id, question_id=board.question_id)
    doing.add(Act.REVEAL, round_id=line.round.id, question_id=board.question_id)


def _close(doing: _Doing) -> None:
    line, board = doing.present(), doing.course.board
    doing.require(not board.is_closed, N_("这道题已经判完"))
    doing.add(Act.CLOSE, round_id=line.round.id, question_id=board.question_id)


_DEEDS: Mapping[str, Callable[[_Doing], None]] = {
    "start": _start, "test": _start, "end_test": _end_test, "round": _show_round, "call": _call, "open": _open,
    "pick": _pick, "clock": _clock, "judge": _judge, "rejudge": _rejudge, "undo": _undo, "award": _award,
    "reveal": _reveal, "close": _close,
}  # fmt: skip
#: All deeds, for the router.
DEEDS = tuple(_DEEDS)
