"""The record of a session (演练记录, 培训记录): what was planned, what happened when, who was there, what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.archives.dossier import Dossier
from quizapp.archives.findings import exceptions_of, judged_of
from quizapp.archives.words import MOMENT_SOURCES, MOMENTS, SOURCES, clock, heads_told, kind_of_paper, minute
from quizapp.drills import (
    SHARES,
    Board,
    MusterZone,
    chart_of,
    draw_curves,
    labels_of,
)
from quizapp.exports import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Image,
    KeyValue,
    KeyValues,
    Paragraph,
    SignatureBlock,
    Style,
    Table,
    cells,
    head,
    line_chart_png,
)
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say


def record_document(dossier: Dossier, say: Say) -> Document:
    """The record; a drill's carries its word on every page."""
    facts = dossier.facts
    return Document(
        title=say(N_("%(title)s记录"), title=facts.title), subtitle=kind_of_paper(dossier, say),
        meta=(say(N_("台账位置 %(n)s · 生成于 %(time)s"), n=dossier.position, time=minute(dossier.now, facts.time_zone)),),
        blocks=tuple(_blocks(dossier, say)), watermark=say(dossier.mark), footer_note=kind_of_paper(dossier, say),
        author=facts.host_name, created_at=dossier.now,
    )  # fmt: skip


def _blocks(dossier: Dossier, say: Say) -> Iterator[Block]:
    yield Heading(text=say(N_("一、基本情况")))
    yield facts_table(dossier, say)
    if dossier.facts.description or (dossier.drill and dossier.drill.scenario):
        scenario = dossier.drill.scenario if dossier.drill else ""
        yield Paragraph(value=scenario or dossier.facts.description)
    yield from _plan(dossier, say)
    yield Heading(text=say(N_("三、经过和用时")))
    yield from _course(dossier, say)
    yield Heading(text=say(N_("四、人员到场")))
    yield from _people(dossier, say)
    yield Heading(text=say(N_("五、异常情况")))
    yield from exceptions_of(dossier, say)
    yield Heading(text=say(N_("六、评估和整改")))
    yield from judged_of(dossier, say)
    yield SignatureBlock(
        lines=(say(N_("记录人：")), say(N_("现场负责人：")), say(N_("日期：    年    月    日"))),
        seal=say(N_("组织单位（盖章）")),
    )  # fmt: skip


def facts_table(dossier: Dossier, say: Say) -> Table:
    """What, when, where, who: two facts a row."""
    pairs = [*_facts(dossier, say), *_drill_facts(dossier, say)]
    pairs += [("", "")] * (len(pairs) % 2)
    rows = [
        (*_pair(*pairs[at]), *_pair(*pairs[at + 1])) for at in range(0, len(pairs), 2)
    ]  # fmt: skip
    return Table(
        columns=(Column(width=14), Column(width=36), Column(width=14), Column(width=36)),
        rows=tuple(rows),
        header_rows=0,
    )


def _pair(name: str, value: str) -> tuple[Cell, Cell]:
    return Cell(value=name, style=Style.LABEL), Cell(value=value)


def _facts(dossier: Dossier, say: Say) -> list[tuple[str, str]]:
    facts = dossier.facts
    return [
        (say(N_("名称")), facts.title), (say(N_("类别")), say(dossier.kind.label)),
        (say(N_("时间")), facts.local_span), (say(N_("地点")), facts.place or "—"),
        (say(N_("组织单位")), facts.host_name), (say(N_("联合举办")), "、".join(dossier.joint) or "—"),
        (say(N_("应到人数")), str(dossier.figures.get("expected") or facts.expected or "—")),
        (say(N_("参加人次")), heads_told(dossier, say)),
    ]  # fmt: skip


def _drill_facts(dossier: Dossier, say: Say) -> list[tuple[str, str]]:
    drill = dossier.drill
    if drill is None:
        return []
    labels = labels_of(drill.content, drill.form, drill.purpose)
    sort = " · ".join(say(label) for label in labels)
    told = say(N_("已通知")) if drill.is_announced else say(N_("不通知（双盲）"))
    return [
        (say(N_("演练类型")), sort), (say(N_("总指挥")), drill.commander or "—"),
        (say(N_("应急预案")), drill.plan_name or "—"),
        (say(N_("事先通知")), told + ("，" + say(N_("有脚本")) if drill.is_scripted else "")),
    ]  # fmt: skip


def _plan(dossier: Dossier, say: Say) -> Iterator[Block]:
    yield Heading(text=say(N_("二、方案")))
    if dossier.board is None or not dossier.board.plan:
        yield Paragraph(value=say(N_("没有分区方案。")))
        return
    titles = (say(N_("区域")), say(N_("集合点")), say(N_("应到")), say(N_("疏导员")))
    rows = [
        cells("　" * zone.depth + zone.name, zone.point or say(N_("就近")), zone.expected, zone.warden or "—")
        for zone in dossier.board.zones
    ]
    columns = (Column(width=36), Column(width=28), Column(width=12), Column(width=24))
    yield Table(columns=columns, rows=(tuple(head(title) for title in titles), *rows))


def _course(dossier: Dossier, say: Say) -> Iterator[Block]:
    board = dossier.board
    if board is None:
        note = dossier.record.note if dossier.record is not None else ""
        yield Paragraph(value=note or say(N_("没有清点板数据，经过见纸质材料和照片。")))
        return
    drawing = draw_curves(board)
    if drawing is not None:
        alt = say(N_("疏散曲线：警报后到达的人数比例，同样的数字在下面的表里"))
        picture = line_chart_png(chart_of(drawing, say(N_("全场"))))
        yield Image(
            png=picture, width_mm=132, alt=alt, caption=say(N_("疏散曲线（横轴：警报后分:秒；纵轴：已到比例）"))
        )
    yield _zones(board, say)
    yield _moments(dossier, say)


def _zones(board: Board, say: Say) -> Table:
    shares = [f"{percent}%" for percent in SHARES]
    titles = (say(N_("区域")), say(N_("应到")), say(N_("已到")), say(N_("没有着落")), say(N_("首人")), *shares)
    rows = [_zone(board, zone, say) for zone in [*board.zones, board.total]]
    columns = (Column(width=28), *(Column(width=11) for _ in titles[1:]))
    caption = say(N_("各区域清点和用时（警报后分:秒；没到的比例写“—”）"))
    return Table(columns=columns, rows=(tuple(head(title) for title in titles), *rows), caption=caption)


def _zone(board: Board, zone: MusterZone, say: Say) -> tuple[Cell, ...]:
    name = "　" * zone.depth + zone.name if zone.id else say(N_("全场"))
    moments = [zone.curve.first_at, *(zone.curve.reached_at(percent) for percent in SHARES)]
    times = [Cell(value=clock(_after(board, at)), style=Style.NUMBER) for at in moments]
    return (*cells(name, zone.expected, zone.arrived, zone.outstanding), *times)


def _after(board: Board, at: datetime | None) -> int | None:
    alarm = board.drill.alarm_at
    return None if at is None or alarm is None else max(int((at - alarm).total_seconds()), 0)


def _moments(dossier: Dossier, say: Say) -> Table:
    zone = ZoneInfo(dossier.facts.time_zone)
    titles = (say(N_("警报后")), say(N_("时间")), say(N_("事项")), say(N_("怎么知道的")), say(N_("说明")))
    rows = []
    for each in dossier.moments:
        what = say(N_("到达 %(n)d%%"), n=each.percent) if each.kind == "share" else say(MOMENTS[each.kind])
        what = f"{what} · {each.zone}" if each.zone else what
        moment = f"{each.at.astimezone(zone):%m-%d %H:%M:%S}"
        rows.append(cells(clock(each.after_s), moment, what, say(MOMENT_SOURCES[each.source]), each.reason))
    columns = (Column(width=10), Column(width=18), Column(width=24), Column(width=20), Column(width=28))
    return Table(columns=columns, rows=(tuple(head(title) for title in titles), *rows), caption=say(N_("时间线")))


def _people(dossier: Dossier, say: Say) -> Iterator[Block]:
    by_source = "，".join(f"{say(SOURCES.get(key, key))} {number}" for key, number in dossier.door.by_source.items())
    yield KeyValues(
        pairs=(
            KeyValue(label=say(N_("参加人次")), value=heads_told(dossier, say)),
            KeyValue(label=say(N_("按来源")), value=by_source or "—", share=3),
        )
    )
    for crowd, unit in dossier.crowds:
        about = say(N_("约")) if crowd.is_approximate else ""
        said = say(
            N_("集体清点：%(unit)s %(about)s%(people)s 人，清点人 %(name)s"), unit=unit, about=about, people=crowd.people,
            name=crowd.counted_by,
        )  # fmt: skip
        yield Paragraph(value=said)
    if dossier.record is not None:
        yield Paragraph(value=say(N_("登记为已举办，证明人：%(name)s"), name=dossier.record.signed_by))
    if dossier.sheets:
        returned = sum(len(found) for found in dossier.returns.values())
        yield Paragraph(
            value=say(
                N_("纸质签到表 %(sheets)s 张，补录 %(returns)s 次，原件照片 %(photos)s 张"),
                sheets=len(dossier.sheets),
                returns=returned,
                photos=len(dossier.sheet_photos),
            )
        )
