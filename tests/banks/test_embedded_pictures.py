"""Pictures inside Word and Excel files stand with the question or the option they belong to."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
import xlsxwriter
from docx.shared import Mm

from tests.banks.reading import codes, only, read
from tests.banks.test_live_quizzes import png
from tests.banks.test_papers import saved
from tests.sheets.files import repack

HEAD = ["题型", "题干", "选项A", "选项B", "答案"]


def picture(paragraph: object, color: str) -> None:
    paragraph.add_run().add_picture(io.BytesIO(png(color)), width=Mm(20))  # type: ignore[attr-defined]


def files_of(color: str) -> bytes:
    return png(color)


def test_pictures_of_stem_and_options_in_word() -> None:
    document = docx.Document()
    picture(document.add_paragraph("1. 这是什么标志？"), "red")
    document.add_paragraph("A.警告")
    document.add_paragraph("B.禁止")
    document.add_paragraph("答案：B")
    document.add_paragraph("2. 哪个是警告标志？")
    for letter, color in (("A", "yellow"), ("B", "blue")):
        picture(document.add_paragraph(f"{letter}."), color)
    document.add_paragraph("答案：A")
    document.add_paragraph("3. 下图是什么？")
    picture(document.add_paragraph(), "green")
    document.add_paragraph("A.甲")
    picture(document.add_paragraph("B.乙"), "black")
    document.add_paragraph("答案：A")
    picture(document.add_paragraph("解析：见图"), "white")
    reading = read(saved(document))
    first, second, third = reading.questions
    assert [reading.files[media.file] for media in first.media] == [png("red")]
    assert (second.options, second.correct) == (("", ""), (0,))
    assert [reading.files[media.file] for media in second.option_media if media] == [png("yellow"), png("blue")]
    assert [reading.files[media.file] for media in third.media] == [png("green")]
    assert [media and reading.files[media.file] for media in third.option_media] == [None, png("black")]
    assert len(reading.files) == 5
    assert (third.explanation, third.options) == ("见图", ("甲", "乙"))


def test_letters_with_pictures_on_one_line() -> None:
    document = docx.Document()
    document.add_paragraph("1. 哪个是禁止标志？")
    line = document.add_paragraph("A. ")
    picture(line, "red")
    line.add_run("   B. ")
    picture(line, "blue")
    document.add_paragraph("答案：A")
    question = only(read(saved(document)))
    assert (question.options, question.correct, len(question.option_media)) == (("", ""), (0,), 2)


def test_what_no_browser_shows_is_told() -> None:
    document = docx.Document()
    picture(document.add_paragraph("1. 这是什么？"), "red")
    for text in ("A.甲", "B.乙", "答案：A"):
        document.add_paragraph(text)
    data = saved(document)
    name = next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.startswith("word/media/"))
    reading = read(repack(data, {name: b"\x01\x00\x09\x00 a metafile"}))
    assert only(reading).media == ()
    assert (1, "W-PICTURE") in codes(reading)


def sheet(*, named: bool = False) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        table = book.add_worksheet("题目")
        rows = [
            HEAD,
            ["单选题", "这是什么？", "警告", "禁止", "B"],
            ["单选题", "哪个是警告？", "", "", "A"],
            ["判断题", "对吗。", "", "", "对"],
        ]
        for number, row in enumerate(rows):
            table.write_row(number, 0, row)
        for row, column, color in ((1, 1, "red"), (2, 2, "yellow"), (2, 3, "blue"), (9, 1, "green")):
            options = {"image_data": io.BytesIO(png(color)), "description": "一块牌子" if color == "red" else "图片 1"}
            table.insert_image(row, column, f"{color}.png", options)
    return stream.getvalue()


def test_pictures_over_cells_of_excel() -> None:
    reading = read(sheet())
    first, second, third = reading.questions
    assert [(reading.files[media.file], media.alt) for media in first.media] == [(png("red"), "一块牌子")]
    assert [reading.files[media.file] for media in second.option_media if media] == [png("yellow"), png("blue")]
    assert (second.options, second.correct, third.media) == (("", ""), (0,), ())
    assert (10, "W-PICTURE") in codes(reading)
    assert len(reading.files) == 3


def test_pictures_in_cells_of_wps() -> None:
    data = sheet()
    rows = '<xml><etc:cellImages xmlns:etc="x" xmlns:xdr="d" xmlns:a="a" xmlns:r="r"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="ID_7"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages></xml>'
    relations = (
        '<Relationships><Relationship Id="rId1" Type="http://x/image" Target="media/image1.png"/></Relationships>'
    )
    strings = zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml").decode()
    changed = strings.replace("对吗。", "对吗。=DISPIMG(&quot;ID_7&quot;,1)")
    packed = repack(data, {
        "xl/cellimages.xml": rows.replace("<xml>", "").replace("</xml>", "").encode(),
        "xl/_rels/cellimages.xml.rels": relations.encode(), "xl/sharedStrings.xml": changed.encode(),
    })  # fmt: skip
    reading = read(packed)
    assert reading.questions[2].stem == "对吗。"
    assert [reading.files[media.file] for media in reading.questions[2].media] == [png("red")]


@pytest.mark.parametrize(
    "part", ["xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels", "xl/media/image1.png"]
)
def test_damaged_drawings_do_not_cost_the_questions(part: str) -> None:
    for content in (b"<broken", None, b""):
        assert len(read(repack(sheet(), {part: content})).questions) >= 2
