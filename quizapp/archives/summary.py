"""One page that says it all, with the official figures it adds to; and the list of what is in the archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizapp.archives.dossier import Dossier
from quizapp.archives.manifest import Filed
from quizapp.archives.record import facts_table
from quizapp.archives.words import kind_of_paper, minute, score
from quizapp.evaluations import together
from quizapp.exports import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    KeyValue,
    KeyValues,
    Paragraph,
    SignatureBlock,
    Style,
    Table,
    cells,
    head,
)
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say


def summary_document(dossier: Dossier, say: Say) -> Document:
    """The summary (总结)."""
    facts = dossier.facts
    return Document(
        title=say(N_("%(title)s总结"), title=facts.title), subtitle=kind_of_paper(dossier, say),
        blocks=tuple(_blocks(dossier, say)), watermark=say(dossier.mark), author=facts.host_name, created_at=dossier.now,
        footer_note=_proof(dossier, say),
    )  # fmt: skip


def _proof(dossier: Dossier, say: Say) -> str:
    """Where the ledger stood, and the head of its seals as far as they reach."""
    if not dossier.sealed_to:
        return say(N_("台账位置 %(n)s"), n=dossier.position)
    return say(
        N_("台账位置 %(n)s，已封存到 %(sealed)s，封存值 %(head)s"), n=dossier.position, sealed=dossier.sealed_to,
        head=dossier.head[:16],
    )  # fmt: skip


def _blocks(dossier: Dossier, say: Say) -> Iterator[Block]:
    yield facts_table(dossier, say)
    yield Heading(text=say(N_("结果")), level=2)
    yield from _results(dossier, say)
    yield Heading(text=say(N_("计入统计表")), level=2)
    yield from _cells(dossier, say)
    yield SignatureBlock(
        lines=(say(N_("单位负责人：")), say(N_("填报人：")), say(N_("日期：    年    月    日"))),
        seal=say(N_("组织单位（盖章）")),
    )  # fmt: skip


def _results(dossier: Dossier, say: Say) -> Iterator[Block]:
    for group in together(dossier.evaluations):
        words = "，".join(f"{word} {count}" for word, count in group.conclusions.items())
        yield Paragraph(
            value=say(
                N_("%(sheet)s：%(n)s 份评估，平均 %(score)s 分；结论：%(words)s"),
                sheet=group.title,
                n=group.evaluations,
                score=score(group.percent),
                words=words,
            )
        )
    standing = [item for item in dossier.improvements if item.row.state != "withdrawn"]
    open_ones = [item for item in standing if item.row.state != "verified"]
    yield KeyValues(
        pairs=(
            KeyValue(label=say(N_("整改项")), value=len(standing)),
            KeyValue(label=say(N_("没有了结")), value=len(open_ones)),
            KeyValue(label=say(N_("照片")), value=len(dossier.photos)),
        )
    )
    for item in open_ones[:6]:
        yield Paragraph(
            value=say(
                N_("· %(problem)s（%(owner)s，%(due)s 前）"),
                problem=item.row.problem[:60],
                owner=item.row.owner_name,
                due=item.row.due_on,
            )
        )


def _cells(dossier: Dossier, say: Say) -> Iterator[Block]:
    if dossier.form is None:
        yield Paragraph(value=say(N_("活动没有指定统计表，进入台账的数字见统计页。")))
        return
    yield Paragraph(
        value=say(N_("按《%(form)s》：一次只计入它这一类；另选的标明“同时计入”。"), form=dossier.form.title)
    )
    if not dossier.cells:
        yield Paragraph(value=say(N_("这一场没有产生计入这张表的数字。")))
        return
    titles = (say(N_("活动项目")), say(N_("栏目")), say(N_("计入")), say(N_("说明")))
    rows = []
    for cell in dossier.cells:
        figure = say(N_("%(n)s余"), n=cell.quantity) if cell.is_approximate else str(cell.quantity)
        also = say(N_("同时计入")) if cell.is_also else ""
        number = Cell(value=f"{figure} {cell.field.unit}", style=Style.NUMBER)
        rows.append(cells(cell.item.label, cell.field.label, number, also))
    columns = (Column(width=34), Column(width=34), Column(width=16), Column(width=16))
    yield Table(columns=columns, rows=(tuple(head(title) for title in titles), *rows))


def contents_document(dossier: Dossier, files: Sequence[Filed], made_by: str, say: Say) -> Document:
    """What is in the archive, with the beginning of each hash; the whole ones are in the manifest."""
    titles = (say(N_("文件")), say(N_("内容")), say(N_("字节")), "SHA-256")
    rows = [cells(each.path, each.title, each.size, each.sha256[:16]) for each in files]
    columns = (Column(width=42), Column(width=24), Column(width=10), Column(width=24))
    facts = dossier.facts
    made = say(N_("%(who)s 于 %(time)s 生成"), who=made_by, time=minute(dossier.now, facts.time_zone))
    check = say(N_("以后要核对有没有被改动：把整个压缩包交给管理员，运行 quizapp archives check 文件名。"))
    return Document(
        title=say(N_("%(title)s档案目录"), title=facts.title), subtitle=kind_of_paper(dossier, say),
        meta=(made, _proof(dossier, say)), watermark=say(dossier.mark),
        blocks=(Table(columns=columns, rows=(tuple(head(title) for title in titles), *rows)), Paragraph(value=check)),
        author=facts.host_name, created_at=dossier.now,
    )  # fmt: skip
