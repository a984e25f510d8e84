"""Forms as offices send them: Word and Excel tables made for tests."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import openpyxl


def word_table() -> bytes:
    """Merged first column, brackets, underlined gaps, underscores, tick boxes, and a foot line."""
    file = docx.Document()
    for line in ("附件2", "东明县安全生产月活动统计表", "填报单位（盖章）：      联系人：     电话："):
        file.add_paragraph(line)
    table = file.add_table(rows=5, cols=3)
    for column, title in enumerate(("活动项目", "内容要求", "进展情况")):
        table.cell(0, column).text = title
    table.cell(1, 0).merge(table.cell(2, 0)).text = "学习宣讲"
    table.cell(1, 1).text = "召开专题学习会，各级负责人开展宣讲。"
    table.cell(
        1, 2
    ).text = "中心组学习（  ）次，参与（  ）人次；\n开展宣讲（  ）场，参与（  ）人次；是否制定活动方案：□是 □否"
    table.cell(2, 1).text = "推出报道"
    _gaps(table.cell(2, 2).paragraphs[0], "刊发新闻报道", "篇，发放宣传资料", "份。")
    table.cell(3, 0).text, table.cell(3, 1).text = "应急演练", "开展演练"
    table.cell(3, 2).text = "开展应急演练____场，参加____人次；研发智能装备___台"
    table.cell(4, 0).merge(table.cell(4, 2)).text = "单位负责人：      填报人："
    return _saved(file)


def _gaps(paragraph: Any, *texts: str) -> None:
    """The texts with underlined spaces between them."""
    for number, text in enumerate(texts):
        if number:
            paragraph.add_run("      ").underline = True
        paragraph.add_run(text)


def word_sentences() -> bytes:
    """No table at all: headings and sentences with room for figures."""
    file = docx.Document()
    for line in (
        "红星村安全生产月活动情况表", "一、宣传教育", "（一）开展6·16宣传咨询日活动 场，参加 人次，发放宣传资料 份。", "（二）组织知识竞赛，N人次参加。",
        "二、应急演练", "开展应急演练____次，参演人员____人次。",
    ):  # fmt: skip
        file.add_paragraph(line)
    return _saved(file)


def _saved(file: Any) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def excel(rows: list[list[Any]], merged: tuple[str, ...] = ()) -> bytes:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def excel_list() -> bytes:
    """One figure a row, with a column for the unit."""
    rows = [
        ["附件2"], ["安全生产月活动情况统计表"], ["填报单位：", None, "联系人："], ["序号", "项目", "计量单位", "数量", "备注"],
        [None, "一、宣传教育"], [1, "发放宣传资料", "份"], [2, "组织安全培训", "场次"], [3, "参加培训人数", "人次"],
        [None, "二、应急演练"], [4, "是否成立领导小组", "是/否"], [5, "排查隐患（条）"],
        [6, "其他特色做法（请用文字说明，不少于两百字，并附上照片和视频材料一并报送至县安委办邮箱，逾期不再受理）"],
    ]  # fmt: skip
    return excel(rows, ("A2:E2",))


def excel_filled() -> bytes:
    """A form that somebody has filled in already: the figures are its blanks."""
    rows = [
        ["类别", "工作内容", "完成情况"], ["学习宣讲", "专题学习", "召开 3 次，参与 120 人次"],
        [None, "观看警示教育片", "组织观看 2 场，参与 86 人次"], ["应急演练", "综合演练", "1 场，200余人次"],
    ]  # fmt: skip
    return excel(rows, ("A2:A3",))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The container with one more part."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return stream.getvalue()


def bomb() -> bytes:
    """A Word file of a few kilobytes whose text unpacks to a hundred megabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"<w:document>" + b" " * 100_000_000)
    return stream.getvalue()
