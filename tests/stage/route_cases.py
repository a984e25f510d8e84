"""Routes of stage contests: the console's belong to the contest's unit, the hall's to whoever has the link."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from quizapp.accounts import SYSTEM
from quizapp.stage import (
    Deed,
    Ending,
    NewContest,
    RoundKind,
    StageContest,
    StageTeam,
    TeamText,
    create_contest,
    do,
    draw_questions,
    find_row,
    finish,
    read_course,
    save_team,
)
from tests.contests.makers import make_bank
from tests.house.cases import Case, Open, Scoped, World
from tests.support.month import VAULT, open_month


def _contest(world: World) -> StageContest:
    month = open_month(world.session, world.cast, world.now, code=f"st{world.number}")
    new = NewContest(campaign_id=month.id, unit_id=world.owner.id, title="知识竞赛", nonce=f"st-{world.number}")
    return create_contest(world.session, new, actor=SYSTEM, now=world.now)


def _teams(world: World, contest: StageContest) -> list[StageTeam]:
    return [save_team(world.session, contest.id, None, TeamText(name=name), actor=SYSTEM) for name in ("甲队", "乙队")]


def _empty(world: World) -> Mapping[str, int]:
    return {"contest_id": _contest(world).id}


def _with_team(world: World) -> Mapping[str, int]:
    contest = _contest(world)
    return {"contest_id": contest.id, "team_id": _teams(world, contest)[0].id}


def _with_round(world: World) -> Mapping[str, int]:
    contest = _contest(world)
    line = _course_line(world, contest)
    make_bank(world.session, world.now, key=f"st{world.number}")
    return {"contest_id": contest.id, "round_id": line}


def _course_line(world: World, contest: StageContest) -> int:
    course = read_course(world.session, find_row(world.session, contest.id))
    return next(each.round.id for each in course.rounds if each.kind is RoundKind.BUZZER)


def _with_question(world: World) -> Mapping[str, int]:
    contest = _contest(world)
    line = _course_line(world, contest)
    bank_id = make_bank(world.session, world.now, key=f"st{world.number}")
    draw_questions(
        world.session, contest.id, line, bank_id=bank_id, count=2, value=None, actor=SYSTEM, rng=Random(world.number)
    )
    course = read_course(world.session, find_row(world.session, contest.id))
    return {"contest_id": contest.id, "round_id": line, "question_id": min(course.questions)}


def _started(world: World) -> Mapping[str, int]:
    made = _with_question(world)
    contest = world.session.get_one(StageContest, made["contest_id"])
    _teams(world, contest)
    do(world.session, contest.id, Deed(act="start", seen=0), actor=SYSTEM, now=world.now)
    return {"contest_id": contest.id}


def _finished(world: World) -> Mapping[str, int]:
    made = _started(world)
    seen = world.session.get_one(StageContest, made["contest_id"]).host_revision
    ending = Ending(seen=seen, present=(), audience=10)
    finish(world.session, made["contest_id"], ending, vault=VAULT, actor=SYSTEM, now=world.now)
    return made


def _deed(world: World) -> Mapping[str, object]:
    return {**_started(world), "act": "round"}


def _record(world: World) -> Mapping[str, object]:
    return {**_started(world), "fmt": "xlsx"}


CASES: dict[str, Case] = {
    "stage.detail": Scoped(build=_empty),
    "stage.edit": Scoped(build=_empty, form={"title": "改名", "place": "", "start_score": "100"}),
    "stage.add_team": Scoped(build=_empty, form={"name": "丙队", "members": "张三"}),
    "stage.change_team": Scoped(build=_with_team, form={"name": "丁队", "members": ""}),
    "stage.drop_team": Scoped(build=_with_team),
    "stage.renew_link": Scoped(build=_empty),
    "stage.links": Scoped(build=_empty),
    "stage.code": Scoped(build=_with_team),
    "stage_rounds.create": Scoped(
        build=_empty, form={"title": "抢答", "kind": "buzzer", "right": "10", "false_start": "lock"}
    ),
    "stage_rounds.rules": Scoped(build=_with_round, form={"title": "抢答", "right": "10", "false_start": "warn"}),
    "stage_rounds.drop": Scoped(build=_with_round),
    "stage_rounds.show": Scoped(build=_with_round),
    "stage_rounds.draw": Scoped(build=_with_round, form={"bank_id": "1", "count": "1"}),
    "stage_rounds.drop_question": Scoped(build=_with_question),
    "stage_run.run": Scoped(build=_started),
    "stage_run.deed": Scoped(build=_deed, form={"revision": "1", "round_id": "1"}),
    "stage_run.finish": Scoped(build=_started, form={"revision": "1"}),
    "stage_run.reopen": Scoped(build=_finished, form={"revision": "2", "reason": "点错了"}),
    "stage_protocol.record": Scoped(build=_record),
    "hall.screen": Open(why="its address is the key; no key of a question before the judgement"),
    "hall.buzzer": Open(why="its address is the key of one table's buzzer"),
    "hall.state": Open(why="its address is the key of one table's buzzer"),
    "hall.press": Open(why="its address is the key of one table's buzzer"),
    "hall.hello": Open(why="its address is the key of one table's buzzer"),
}
