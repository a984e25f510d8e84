"""The record of a contest (比赛记录): printed, signed, kept. Whatever moved a score stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import stage
from quizapp.accounts import Permission, staff_names
from quizapp.errors import NotFound
from quizapp.exports import (
    Block,
    Document,
    Heading,
    KeyValue,
    KeyValues,
    Page,
    Paragraph,
    Scalar,
    SignatureBlock,
    Table,
)
from quizapp.kit.i18n import N_
from quizapp.questions import decode_question
from quizapp.stage import Act, Comparison, Course, Event, RoundLine
from quizapp.stage.events import SCORING
from quizapp.stage.showing import show_key
from quizapp.stage.views_protocol_parts import (
    ENDINGS,
    clock_time,
    columns,
    corrections,
    endings,
    fairness,
    flat,
    signed,
    team_name,
)
from quizapp.stage.words import VERDICTS, say_rules
from quizapp.web import actor, note, now, say, send_document, staff, store

blueprint = Blueprint("stage_protocol", __name__, url_prefix="/console/stage")
#: A stem on paper; the bank has the whole.
_STEM = 60


@blueprint.get("/<int:contest_id>/record.<any(docx, pdf, xlsx):fmt>")
@staff(Permission.EXPORT)
def record(contest_id: int, fmt: str) -> ResponseReturnValue:
    """The record as a file; its making is noted, since it names people."""
    with store().read() as session:
        row = stage.read_row(session, contest_id, Permission.EXPORT, actor())
        if row.contest.phase not in ("running", "finished"):
            raise NotFound(N_("比赛还没有正式开始，没有记录可以打印"))
        course = stage.read_course(session, row)
        presses = stage.compare_presses(session, row.contest)
        names = {f"staff:{each}": name for each, name in staff_names(session, _staff_ids(course)).items()}
    with store().write() as session:
        note(session, "stage.export", "stage_contest", contest_id, unit_id=row.contest.unit_id, detail={"format": fmt})
    return send_document(make_record(course, presses, names, made_at=now()), fmt, f"{row.contest.title}{_('比赛记录')}")


def make_record(
    course: Course, presses: dict[int, Comparison], names: Mapping[str, str], *, made_at: datetime
) -> Document:
    """Teams, rounds with every question, corrections, the final table, fairness of the buzzers, signatures.

    ``names``: actor -> name, of those who ended it and opened it again.
    """
    contest = course.contest
    began = next((each.at for each in course.events if each.kind is Act.START), None)
    data = flat(course)
    blocks: list[Block] = [
        KeyValues(pairs=(
            KeyValue(label=_("时间"), value=clock_time(course, began, with_day=True)),
            KeyValue(label=_("地点"), value=contest.place or None),
        )),
        KeyValues(pairs=(
            KeyValue(label=_("主办单位"), value=course.row.unit_name), KeyValue(label=_("观众人数"), value=_audience(course)),
        )),
        Heading(text=_("一、最终成绩"), level=2), _final(course),
        Heading(text=_("二、参赛队"), level=2), _teams(course),
        Heading(text=_("三、各环节记录"), level=2), *_rounds(course),
        Heading(text=_("四、加减分、抢跑和更正"), level=2), *corrections(course), *endings(course, names),
        *fairness(course, presses),
        SignatureBlock(lines=(
            _("评委：%(names)s", names=contest.referees or "　" * 12), _("记录人：%(name)s", name=contest.recorder or "　" * 8),
            _("签字："), _("日期：　　　　年　　月　　日"),
        ), seal=_("（主办单位盖章）")),
    ]  # fmt: skip
    return Document(
        title=_("%(title)s比赛记录", title=contest.title), meta=(course.row.campaign_title,), page=Page.A4_PORTRAIT,
        blocks=tuple(blocks), data=data, created_at=made_at,
        footer_note="" if contest.phase == "finished" else _("比赛还没有结束，这不是最终记录"),
    )  # fmt: skip


def _audience(course: Course) -> str:
    count = course.contest.audience
    if count is None:
        return str(_("没有统计"))
    said = _("约 %(n)d 人", n=count) if course.contest.audience_is_approximate else _("%(n)d 人", n=count)
    return str(said)


def _final(course: Course) -> Table:
    """Each team: its place, what it began with, points of every round, awards, the sum."""
    rounds = [line for line in course.rounds if any(each.round_id == line.round.id for each in _moving(course))]
    titles = ((_("名次"), 6), (_("代表队"), 20), (_("底分"), 6), *((_round_title(line), 9) for line in rounds), (_("加减分"), 8), (_("总分"), 8))  # fmt: skip
    rows: list[tuple[Scalar, ...]] = []
    for place, line in course.ranks:
        mine = [each for each in _moving(course) if each.team_id == line.team.id]
        by_round = [sum(each.points for each in mine if each.round_id == each_round.round.id) for each_round in rounds]
        other = sum(each.points for each in mine if each.round_id is None)
        total = course.board.scores[line.team.id]
        rows.append((place, line.team.name, course.contest.start_score, *by_round, other, total))
    return Table.flat(columns(*titles), rows)


def _round_title(line: RoundLine) -> str:
    if line.kind is stage.RoundKind.TIE:
        return str(_("%(title)s（只排名次）", title=line.round.title))
    return line.round.title


def _moving(course: Course) -> list[Event]:
    """Everything that stands and moved a score."""
    return [each for each in course.board.standing if each.kind in SCORING]


def _teams(course: Course) -> Table:
    return Table.flat(
        columns((_("台号"), 6), (_("代表队"), 20), (_("所属单位"), 20), (_("队员"), 34)),
        [
            (
                line.team.seat, line.team.name, line.unit_name,
                "、".join(each.name or _("（已删除）") for each in line.members),
            )
            for line in course.teams
        ],
    )  # fmt: skip


def _rounds(course: Course) -> Iterable[Block]:
    for line in course.rounds:
        rows = _answers(course, line)
        if rows:
            yield Paragraph(value=f"{line.round.title}：{'；'.join(say(each) for each in say_rules(line.kind, line.rules))}。", bold=True)  # fmt: skip
            yield Table.flat(
                columns((_("题号"), 7), (_("题目"), 36), (_("答案"), 10), (_("代表队"), 14), (_("结果"), 11), (_("得分"), 8), (_("时间"), 10)),
                rows,
            )  # fmt: skip


def _answers(course: Course, line: RoundLine) -> list[tuple[Scalar, ...]]:
    """Every question that was called, in order, with what each team got for it."""
    calls = [each for each in course.board.standing if each.kind is Act.CALL and each.round_id == line.round.id]
    rows: list[tuple[Scalar, ...]] = []
    for number, call in enumerate(calls, start=1):
        row = course.questions.get(call.question_id or 0)
        question = decode_question(row.content) if row else None
        stem = question.stem if question else ""
        key = show_key(question, "").text if question else ""
        judged = [
            each for each in course.board.standing
            if each.kind is Act.JUDGE and each.question_id == call.question_id and each.id > call.id
        ]  # fmt: skip
        shown = f"{stem[:_STEM]}…" if len(stem) > _STEM else stem
        shown = _("（%(value)d 分）%(stem)s", value=call.value, stem=shown) if call.value else shown
        for at, each in enumerate(judged):
            first = (number, shown, key) if at == 0 else (None, "", "")
            rows.append((*first, team_name(course, each.team_id), _(VERDICTS[stage.Verdict(each.verdict)]), signed(each.points), clock_time(course, each.at)))  # fmt: skip
        if not judged:
            said = _("观众作答") if line.kind is stage.RoundKind.AUDIENCE else _("无人得分")
            rows.append((number, shown, key, "", said, "", clock_time(course, call.at)))
    return rows


def _staff_ids(course: Course) -> set[int]:
    """Who ended the contest and who opened it again."""
    found = (each.actor.removeprefix("staff:") for each in course.events if each.kind in ENDINGS)
    return {int(each) for each in found if each.isdecimal()}
