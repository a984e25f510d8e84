"""kill -9 in the middle of a contest on a stage: the first stays first, and no act that was acknowledged is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.world import World, build_world
from tests.faults.stages import TEAMS, Count, Stage, count, credited, stage_of
from tests.support.patience import wait_until

#: Points given with a word, one after the other, while the server dies.
AWARDS = 3


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Units and a bank; nobody has a phone of his own here."""
    return build_world(tmp_path, phones=0, started=False)


class Notebook:
    """The recount: what a scorer at the side would write down, from what he hears alone."""

    def __init__(self, stage: Stage) -> None:
        course = stage.course()
        self._stage = stage
        self._rules = next(line.rules for line in course.rounds if line.round.id == stage.buzzer_round())
        self.scores = {line.team.id: course.contest.start_score for line in course.teams}

    def judge(self, team: int, verdict: str) -> None:
        self._stage.say("judge", team_id=team, verdict=verdict)
        self.scores[team] += self._rules.right if verdict == "right" else -self._rules.wrong

    def award(self, team: int, points: int) -> None:
        self._stage.say("award", team_id=team, points=points)
        self.scores[team] += points


def test_a_contest_goes_on_after_kill_nine_in_mid_round(world: World) -> None:
    with stage_of(world) as stage, ThreadPoolExecutor(TEAMS) as crowd:
        notebook = Notebook(stage)
        stage.say("start")
        _killed_while_buzzers_press(stage, notebook, crowd)
        _killed_while_the_referee_speaks(stage, notebook, crowd)
        _killed_at_the_end(stage, crowd)
        shown = list(crowd.map(stage.state, range(TEAMS)))
        assert {each["state"] for each in shown} == {"over"}
        assert [each["score"] for each in shown] == list(notebook.scores.values())
        assert stage.course().board.scores == notebook.scores
        assert count(stage) == Count(lost=0, doubled=0, wrong_firsts=0, decided=2, is_whole=True)
        assert len(stage.told.presses) == 2 * TEAMS
        # one of the two members of each team was there
        assert credited(stage.store) == {"session_held": (1, 1), "attendance": (TEAMS, TEAMS)}


def _killed_while_buzzers_press(stage: Stage, notebook: Notebook, crowd: ThreadPoolExecutor) -> None:
    _open(stage)
    pressing = [crowd.submit(stage.press, number) for number in range(TEAMS)]
    wait_until(lambda: stage.count_presses() > 0, "a press")
    stage.restart()
    for work in pressing:
        work.result()
    notebook.judge(stage.first(), "right")


def _killed_while_the_referee_speaks(stage: Stage, notebook: Notebook, crowd: ThreadPoolExecutor) -> None:
    _open(stage)
    list(crowd.map(stage.press, range(TEAMS)))
    first = stage.first()
    teams = list(notebook.scores)[:AWARDS]

    def speak() -> None:
        notebook.judge(first, "wrong")
        for number, team in enumerate(teams):
            notebook.award(team, number + 1)

    speaking = crowd.submit(speak)
    wait_until(lambda: stage.is_kept("award"), "an award")
    stage.restart()
    speaking.result()


def _killed_at_the_end(stage: Stage, crowd: ThreadPoolExecutor) -> None:
    present = [line.members[0].id for line in stage.course().teams]
    ending = crowd.submit(stage.finish, present)
    wait_until(lambda: stage.is_kept("finish"), "the end")
    stage.restart()
    ending.result()


def _open(stage: Stage) -> None:
    stage.say("call", round_id=stage.buzzer_round())
    stage.say("open")


def test_the_twin_that_acknowledges_presses_before_the_commit_is_caught(world: World) -> None:
    factory = "tests.faults.twins:acknowledge_presses_before_commit"
    with stage_of(world, factory) as stage, ThreadPoolExecutor(TEAMS) as crowd:
        stage.say("start")
        _open(stage)
        list(crowd.map(stage.press, range(TEAMS)))
        stage.server.kill()
        assert set(stage.told.presses.values()) == {"in"}
        assert count(stage).lost > 0
