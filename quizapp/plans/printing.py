"""A plan or notice, the board and the liaison form as documents for docx, pdf and xlsx."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
    Scalar,
    SignatureBlock,
    Style,
    Table,
    cells,
    head,
    label,
)
from quizapp.plans.group import ROLE_LABELS, GroupRole
from quizapp.plans.liaisons import LiaisonLine
from quizapp.plans.models import GroupMember, PlanDocument, PlanTask

#: Translates a message id; the edge passes gettext.
Say = Callable[..., str]

_HEADING = re.compile(r"^[一二三四五六七八九十]{1,3}、.{1,30}$")
_SUBHEADING = re.compile(r"^（[一二三四五六七八九十]{1,3}）.{1,30}$")
_ENDS = "。；：，.;!！?？"
#: Markers on a line of their own, and what is put in their place.
MARKERS = ("【任务表】", "【领导小组】", "【联络员名单】", "【联络员回执】")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the system puts into a document."""

    tasks: Sequence[PlanTask] = ()
    group: Sequence[GroupMember] = ()
    liaisons: Sequence[LiaisonLine] = ()


def level_of(line: str) -> int:
    """1 or 2 for a heading on a line of its own, 0 for text: a sentence that only begins like one is text."""
    if line[-1:] in _ENDS:
        return 0
    return 1 if _HEADING.match(line) else 2 if _SUBHEADING.match(line) else 0


def document_of(document: PlanDocument, known: Known, say: Say) -> Document:
    """The document as it is printed."""
    blocks: list[Block] = []
    if document.addressed_to:
        blocks.append(Paragraph(value=document.addressed_to))
    for line in filter(None, (each.strip() for each in document.body.split("\n"))):
        blocks += _block_of(line, known, say)
    blocks += _signature(document, say)
    return Document(
        title=document.title, subtitle=document.number, blocks=tuple(blocks), created_at=document.changed_at,
        author=document.signed_by,
    )  # fmt: skip


def _signature(document: PlanDocument, say: Say) -> Iterator[Block]:
    if document.signed_by:
        yield Paragraph(value="")
        yield Paragraph(value=f"{document.signed_by}\u3000\u3000", align=Align.RIGHT)
    if document.signed_on:
        yield Paragraph(value=f"{_long_day(document.signed_on, say)}\u3000\u3000", align=Align.RIGHT)
    elif document.signed_by:  # a draft: the day is written by hand
        yield Paragraph(value=say("　　　　年　　月　　日"), align=Align.RIGHT)


def _long_day(day: date, say: Say) -> str:
    return say("%(year)d年%(month)d月%(day)d日", year=day.year, month=day.month, day=day.day)


def _block_of(line: str, known: Known, say: Say) -> list[Block]:
    if line == "【任务表】":
        return [task_table(known.tasks, say)]
    if line == "【领导小组】":
        return [group_table(known.group, say)]
    if line == "【联络员名单】":
        return [liaison_table(known.liaisons, say)]
    if line == "【联络员回执】":
        return list(reply_form(say))
    level = level_of(line)
    return [Heading(text=line, level=level) if level else Paragraph(value=f"\u3000\u3000{line}")]


def task_table(tasks: Sequence[PlanTask], say: Say) -> Table:
    """Number, task, by when, who answers for it; headings such as 五个一 as rows across."""
    titles = ((say("序号"), 6), (say("任务和要求"), 46), (say("完成时间"), 14), (say("责任单位"), 20))
    rows, heading = [tuple(head(title) for title, _ in titles)], ""
    for number, task in enumerate(tasks, start=1):
        if task.heading and task.heading != heading:
            rows.append((Cell(value=task.heading, style=Style.LABEL, col_span=4),))
        heading = task.heading
        text = f"{task.title}\n{task.standard}" if task.standard else task.title
        rows.append(cells(label(str(number)), text, _short_day(task.due_on, say), task.responsible))
    if not tasks:
        rows.append((Cell(value=say("（计划里还没有任务）"), style=Style.MUTED, col_span=4),))
    return Table(columns=tuple(Column(width=width) for _, width in titles), rows=tuple(rows))


def _short_day(day: date | None, say: Say) -> str:
    return say("%(month)d月%(day)d日前", month=day.month, day=day.day) if day else ""


def group_table(group: Sequence[GroupMember], say: Say) -> Table:
    """Role, name, post and duty; the role once for all who have it."""
    titles = ((say("组内职务"), 12), (say("姓名"), 12), (say("职务"), 30), (say("分工"), 32))
    rows = [tuple(head(title) for title, _ in titles)]
    for role in GroupRole:
        same = [member for member in group if member.role == role.value]
        for place, member in enumerate(same):
            first = (label(say(ROLE_LABELS[role]), row_span=len(same)),) if place == 0 else ()
            rows.append((*first, *cells(member.name, member.post, member.duty)))
    if not group:
        rows.append((Cell(value=say("（名单还没有登记）"), style=Style.MUTED, col_span=4),))
    return Table(columns=tuple(Column(width=width) for _, width in titles), rows=tuple(rows))


def liaison_table(lines: Sequence[LiaisonLine], say: Say) -> Table:
    """Unit, name, post, office phone, mobile, remarks; units without anybody stay as empty lines to write on."""
    columns = liaison_columns(say)
    rows = [tuple(head(column.title) for column in columns)]
    rows += [cells(label(str(number)), *liaison_row(line)) for number, line in enumerate(lines, start=1)]
    return Table(columns=columns, rows=tuple(rows))


def liaison_columns(say: Say) -> tuple[Column, ...]:
    """Columns of the liaison form, the number first."""
    titles = (
        (say("序号"), 6), (say("单位"), 24), (say("姓名"), 12), (say("职务"), 18), (say("办公电话"), 16),
        (say("手机"), 16), (say("备注"), 18),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def liaison_row(line: LiaisonLine) -> tuple[str, ...]:
    """The cells of a unit, without its number."""
    officer = line.officer
    if officer is None:
        return (line.unit.name, "", "", "", "", "")
    return (line.unit.name, officer.name, officer.post, officer.office_phone, line.phone, officer.remarks)


def reply_form(say: Say) -> Iterator[Block]:
    """The slip that a unit without a computer fills in by hand."""
    yield Heading(text=say("“安全生产月”活动联络员回执"), level=2)
    names = (say("姓名"), say("职务"), say("办公电话"), say("手机"), say("备注"))
    rows = (tuple(head(name) for name in names), cells("\n", "", "", "", ""))
    yield Table(columns=tuple(Column(width=width) for width in (14, 20, 18, 18, 20)), rows=rows)
    yield KeyValues(pairs=(KeyValue(label=say("单位（盖章）"), share=2), KeyValue(label=say("日期"))))


def liaison_document(
    title: str, unit_name: str, lines: Sequence[LiaisonLine], say: Say, *, now: datetime, day: date
) -> Document:
    """附件1 for a whole tree: one line a unit, seal box below."""
    missing = sum(line.officer is None for line in lines)
    table = liaison_table(lines, say)
    flat: list[tuple[Scalar, ...]] = [(number, *liaison_row(line)) for number, line in enumerate(lines, start=1)]
    return Document(
        annex=say("附件1"), title=title, page=Page.A4_LANDSCAPE, created_at=now,
        meta=(say("共 %(n)d 个单位，%(missing)d 个还没有登记 · %(day)s", n=len(lines), missing=missing, day=day),),
        blocks=(
            KeyValues(pairs=(KeyValue(label=say("填报单位（盖章）"), value=unit_name, share=2), KeyValue(label=say("填报日期")))),
            table,
            SignatureBlock(lines=(say("负责人："), say("填报人："))),
        ),
        data=Table.flat(liaison_columns(say), flat),
    )  # fmt: skip
