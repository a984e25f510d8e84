"""The record of a session and a person's file as documents: to print, sign, stamp and keep. Phones stand on neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.contests import Counting
from quizapp.exports import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    KeyValue,
    KeyValues,
    Page,
    Paragraph,
    Row,
    Scalar,
    SignatureBlock,
    Table,
    cells,
    head,
)
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say
from quizapp.kit.text import mask_name
from quizapp.trainings.person_files import PersonFile, TakenTraining
from quizapp.trainings.queries import Training, TrainingLine, TrainingTotals
from quizapp.trainings.rules import Exam, show_hours

#: Which of several papers is the result, in the words of a record.
COUNTINGS = {
    Counting.BEST: N_("取最好成绩"), Counting.LAST: N_("取最后一次"), Counting.FIRST: N_("取第一次"),
    Counting.AVERAGE: N_("取平均成绩"),
}  # fmt: skip
SOURCES = {
    "scan": N_("自己扫码"), "helper": N_("工作人员"), "kiosk": N_("自助机"), "paper": N_("纸质签到表"),
}  # fmt: skip
#: What law asks for, named so that whoever inspects finds it.
BASIS = N_("依据《中华人民共和国安全生产法》第二十八条：如实记录安全生产教育和培训的时间、内容、参加人员以及考核结果")


def show_score(exam: Exam | None) -> str:
    """``85/100``; a dash for nobody's."""
    if exam is None:
        return "—"
    return "/".join(f"{points / 100:.2f}".rstrip("0").rstrip(".") for points in (exam.score, exam.max_score))


def result_word(exam: Exam | None, *, has_exam: bool) -> str:
    """合格, 不合格, 未考, or that there is no exam (message ids)."""
    if not has_exam:
        return N_("未安排考核")
    if exam is None:
        return N_("未考")
    return N_("合格") if exam.passed else N_("不合格")


def exam_told(training: Training, say: Say) -> str:
    """How it was examined: contest, mark to pass, which paper counts."""
    exam = training.exam
    if exam is None:
        return say(N_("未安排考核"))
    return say(
        N_("%(title)s（满分 %(full)s 分，%(pass)s 分合格，%(counting)s）"), title=exam.title, full=f"{exam.max_score / 100:g}",
        counting=say(COUNTINGS[Counting(exam.counting)]), **{"pass": f"{exam.pass_score / 100:g}"},
    )  # fmt: skip


def session_document(
    training: Training,
    lines: Sequence[TrainingLine],
    totals: TrainingTotals,
    say: Say,
    *,
    with_names: bool,
    now: datetime,
) -> Document:
    """The record of one session. Names are masked unless ``with_names``."""
    facts = training.facts
    rows = [line_row(training, number, line, say, with_names=with_names) for number, line in enumerate(lines, 1)]
    return Document(
        title=say(N_("安全生产教育和培训记录")), subtitle=facts.title,
        page=Page.A4_LANDSCAPE, created_at=now, author=facts.host_name, footer_note=say(BASIS),
        blocks=(
            *_facts(training, totals, say),
            Paragraph(value=say(N_("培训内容：%(content)s"), content=training.said.content or "—")),
            _table(line_columns(training, say), rows),
            Paragraph(value=totals_told(training, totals, say)),
            SignatureBlock(
                lines=(
                    say(N_("授课人签字：")), say(N_("记 录 人：%(name)s"), name=training.said.keeper),
                    say(N_("培训负责人签字：")), say(N_("日期：    年    月    日")),
                ),
                seal=say(N_("主办单位（盖章）")),
            ),
        ),
        data=Table.flat(line_columns(training, say), rows),
    )  # fmt: skip


def _facts(training: Training, totals: TrainingTotals, say: Say) -> Iterator[KeyValues]:
    facts = training.facts
    yield KeyValues(pairs=(
        KeyValue(label=say(N_("培训时间")), value=facts.local_span),
        KeyValue(label=say(N_("学时")), value=show_hours(training.said.tenth_hours)),
        KeyValue(label=say(N_("培训地点")), value=facts.place or None),
    ))  # fmt: skip
    yield KeyValues(pairs=(
        KeyValue(label=say(N_("主办单位")), value=facts.host_name),
        KeyValue(label=say(N_("培训形式")), value=say(facts.kind_label)),
        KeyValue(label=say(N_("授课人")), value=training.said.teacher or None),
    ))  # fmt: skip
    yield KeyValues(pairs=(
        KeyValue(label=say(N_("应到人数")), value=facts.expected), KeyValue(label=say(N_("实到人数")), value=totals.people),
        KeyValue(label=say(N_("考核")), value=exam_told(training, say), share=3),
    ))  # fmt: skip


def totals_told(training: Training, totals: TrainingTotals, say: Say) -> str:
    """The line under the table."""
    told = [say(N_("参加 %(people)d 人，其中已核验 %(verified)d 人"), people=totals.people, verified=totals.verified)]
    if training.said.contest_id is not None:
        told.append(say(N_("考核合格 %(n)d 人"), n=totals.passed))
    if training.facts.door.min_stay_min or training.said.contest_id is not None:
        told.append(say(N_("完成培训 %(n)d 人"), n=totals.complete))
    if totals.crowd:
        told.append(say(N_("另有未记名 %(n)d 人次，不在本表"), n=totals.crowd))
    return "；".join(told)


def line_columns(training: Training, say: Say) -> tuple[Column, ...]:
    """Columns of the record, on paper and in files."""
    titles = [
        (N_("序号"), 6), (N_("姓名"), 12), (N_("单位"), 24), (N_("部门岗位"), 16), (N_("签到时间"), 16), (N_("方式"), 12),
    ]  # fmt: skip
    if len(training.facts.days) > 1:
        titles.append((N_("到场天数"), 9))
    titles += [(N_("在场（分钟）"), 12), (N_("成绩"), 10), (N_("考核结果"), 12), (N_("完成"), 7), (N_("核验"), 9)]
    centred = {N_("序号"), N_("完成"), N_("核验")}
    return tuple(
        Column(title=say(title), width=width, align=Align.CENTER if title in centred else Align.LEFT)
        for title, width in titles
    )


def line_row(training: Training, number: int, line: TrainingLine, say: Say, *, with_names: bool) -> tuple[Scalar, ...]:
    """One person under `line_columns`."""
    zone, here, days = ZoneInfo(training.facts.time_zone), line.presence, len(training.facts.days)
    has_exam = training.said.contest_id is not None
    name = (line.name if with_names else mask_name(line.name)) or say(N_("（已删除）"))
    return (
        str(number), name, line.unit_name, line.detail, f"{here.first_in.astimezone(zone):%m-%d %H:%M}",
        say(SOURCES.get(line.source, N_("登记"))), *([f"{here.days}/{days}"] if days > 1 else []),
        minutes_told(training, here.minutes, is_open=here.is_open, say=say), show_score(line.exam),
        say(result_word(line.exam, has_exam=has_exam)), say(N_("是")) if line.is_complete else say(N_("否")),
        say(N_("已核验")) if line.is_verified else say(N_("未核验")),
    )  # fmt: skip


def minutes_told(training: Training, minutes: int, *, is_open: bool, say: Say) -> str:
    """Minutes; where nobody saw the person leave it says until when they run."""
    return say(N_("%(n)d（至结束）"), n=minutes) if is_open and training.facts.door.takes_exits else str(minutes)


def _table(columns: tuple[Column, ...], rows: Sequence[tuple[Scalar, ...]]) -> Table:
    return Table(
        columns=columns, rows=(tuple(head(column.title) for column in columns), *(cells(*row) for row in rows))
    )


def person_document(file: PersonFile, say: Say, *, campaign: str, zone: str, now: datetime) -> Document:
    """A person's file: one page for what a month usually holds."""
    return Document(
        title=say(N_("安全生产教育培训档案（一人一档）")), subtitle=campaign, created_at=now, author=file.unit_name,
        footer_note=say(BASIS), blocks=tuple(_person_blocks(file, say, zone, now)),
    )  # fmt: skip


def _person_blocks(file: PersonFile, say: Say, zone: str, now: datetime) -> Iterator[Block]:
    known = say(N_("已核验")) if file.is_verified else say(N_("未核验"))
    yield KeyValues(pairs=(
        KeyValue(label=say(N_("姓名")), value=file.name or say(N_("（已删除）"))), KeyValue(label=say(N_("身份")), value=known),
        KeyValue(label=say(N_("单位")), value=file.unit_name, share=2),
    ))  # fmt: skip
    yield KeyValues(pairs=(
        KeyValue(label=say(N_("部门岗位")), value=file.detail or None),
        KeyValue(label=say(N_("学时合计")), value=show_hours(file.tenth_hours)),
        KeyValue(label=say(N_("截至")), value=f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d}"),
    ))  # fmt: skip
    yield Heading(text=say(N_("一、参加的培训")), level=2)
    yield _taken_table(file, say)
    if file.contests:
        yield Heading(text=say(N_("二、参加的其他考试和竞赛")), level=2)
        yield _contests_table(file, say, zone)
    yield SignatureBlock(
        lines=(say(N_("本人签字：")), say(N_("档案管理人：")), say(N_("日期：    年    月    日"))),
        seal=say(N_("单位（盖章）")),
    )  # fmt: skip


def _taken_table(file: PersonFile, say: Say) -> Table:
    titles = (
        (N_("日期"), 11), (N_("培训名称和内容"), 30), (N_("学时"), 6), (N_("授课人"), 12), (N_("在场（分钟）"), 12), (N_("成绩"), 9),
        (N_("考核结果"), 10), (N_("完成"), 6),
    )  # fmt: skip
    columns = tuple(Column(title=say(title), width=width) for title, width in titles)
    if not file.trainings:
        nothing = (Cell(value=say(N_("没有参加记录")), col_span=len(columns), align=Align.CENTER),)
        return Table(columns=columns, rows=(tuple(head(column.title) for column in columns), nothing))
    return Table(
        columns=columns,
        rows=(tuple(head(column.title) for column in columns), *(_taken_row(each, say) for each in file.trainings)),
    )


#: Characters of the content on a person's page: the session's record has all of it.
_CONTENT_SHOWN = 60


def _taken_row(taken: TakenTraining, say: Say) -> Row:
    training, here = taken.training, taken.presence
    said, facts = training.said, training.facts
    content = said.content.replace("\n", " ")
    cut = f"{content[:_CONTENT_SHOWN]}…" if len(content) > _CONTENT_SHOWN else content
    name = f"{facts.title}\n{cut}" if cut else facts.title
    return cells(
        facts.day.isoformat(), name, show_hours(said.tenth_hours), said.teacher or "—",
        minutes_told(training, here.minutes, is_open=here.is_open, say=say), show_score(taken.exam),
        say(result_word(taken.exam, has_exam=said.contest_id is not None)),
        say(N_("是")) if taken.is_complete else say(N_("否")),
    )  # fmt: skip


def _contests_table(file: PersonFile, say: Say, zone: str) -> Table:
    titles = (
        (N_("日期"), 11),
        (N_("名称"), 40),
        (N_("成绩"), 10),
        (N_("结果"), 10),
        (N_("次数"), 7),
        (N_("取哪一次"), 14),
    )
    columns = tuple(Column(title=say(title), width=width) for title, width in titles)
    rows = [
        (
            exam.day(zone).isoformat(), contest.title, show_score(exam), say(result_word(exam, has_exam=True)),
            str(exam.attempts), say(COUNTINGS[Counting(contest.counting)]),
        )
        for contest, exam in file.contests
    ]  # fmt: skip
    return _table(columns, rows)
