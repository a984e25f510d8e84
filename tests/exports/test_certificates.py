"""Certificates as PDF and as picture: the same page twice, any name, any number of pages."""

from __future__ import annotations

import io
import re
import subprocess
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from quizapp.exports import (
    CertificateDesign,
    CertificateStyle,
    PrintedCertificate,
    write_certificate_png,
    write_certificates,
)
from quizapp.exports.qr import qr_matrix

NUMBER = "7K3M-XQ4A-9RTC-HW6D-PN3F"
ONE = PrintedCertificate(
    title="荣誉证书",
    paragraphs=("王小明 同志：", "在“东明县安全生产月知识竞赛”中成绩合格（95 分），特发此证，以资鼓励。"),
    issuers=("东明镇安全生产委员会办公室", "东明县应急管理局"), day="2026年6月30日", number=NUMBER,
    url="https://quiz.dongming.example/v/7K3MXQ4A9RTCHW6DPN3F",
)  # fmt: skip
LONG_UNIT = "东明县南河镇红星村农业机械专业合作社联合社安全生产与应急管理综合服务中心（东区）"
STYLES = [
    CertificateStyle(design=design, is_landscape=is_landscape, seal="盖章处")
    for design in CertificateDesign
    for is_landscape in (True, False)
]


def as_pdf(style: CertificateStyle, *certificates: PrintedCertificate) -> bytes:
    stream = io.BytesIO()
    write_certificates([(style, each) for each in certificates], stream, title="证书", author="东明镇")
    return stream.getvalue()


def as_picture(style: CertificateStyle, certificate: PrintedCertificate) -> Image.Image:
    stream = io.BytesIO()
    write_certificate_png(style, certificate, stream)
    return Image.open(stream).convert("RGB")


def rendered(pdf: bytes, tmp_path: Path) -> Image.Image:
    """The first page as poppler draws it, at the picture's resolution."""
    (tmp_path / "one.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", str(tmp_path / "one.pdf"), str(tmp_path / "one")]
    subprocess.run(command, check=True)
    return Image.open(tmp_path / "one.png").convert("RGB")


def largest_difference(one: Image.Image, other: Image.Image) -> int:
    """Of any patch of a fifteenth of an inch: hairlines vanish, a shifted character does not."""
    assert abs(one.width - other.width) <= 1
    small = [
        image.convert("L").resize((one.width // 10, one.height // 10), Image.Resampling.BOX) for image in (one, other)
    ]
    return int(ImageChops.difference(*small).getextrema()[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.design}-{style.is_landscape}")
def test_picture_and_print_look_alike(style: CertificateStyle, tmp_path: Path) -> None:
    print_ = rendered(as_pdf(style, ONE), tmp_path)
    assert largest_difference(as_picture(style, ONE), print_) < 60
    other = replace(ONE, paragraphs=("　王小明 同志：", *ONE.paragraphs[1:]))
    assert largest_difference(as_picture(style, other), print_) > 110, "the measure would miss a shifted name"


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.design}-{style.is_landscape}")
def test_the_code_on_the_picture_has_every_module(style: CertificateStyle) -> None:
    """Read as a phone reads it: dark or light at the middle of each module, quiet zone included."""
    picture = as_picture(style, ONE).convert("L")
    matrix = qr_matrix(ONE.url)
    side, zone = 27 * 150 / 25.4, 4
    module = side / (len(matrix) + 2 * zone)
    left, top = (30, 148) if style.is_landscape else (26, 226)
    for row in range(-zone, len(matrix) + zone):
        for column in range(-zone, len(matrix) + zone):
            x = left * 150 / 25.4 + (column + zone + 0.5) * module
            y = top * 150 / 25.4 + (row + zone + 0.5) * module
            inside = 0 <= row < len(matrix) and 0 <= column < len(matrix)
            is_dark = picture.getpixel((int(x), int(y))) < 110  # type: ignore[operator]
            assert is_dark is (inside and matrix[row][column]), (row, column)


def test_text_can_be_selected_and_every_character_is_embedded(tmp_path: Path) -> None:
    name = "𠮷田䶮·阿不都热依木江"
    pdf = as_pdf(STYLES[0], replace(ONE, paragraphs=(f"{name} 同志：", *ONE.paragraphs[1:])))
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert name in text
    assert NUMBER in text
    assert "东明镇安全生产委员会办公室" in text
    (tmp_path / "fonts.pdf").write_bytes(pdf)
    fonts = subprocess.run(["pdffonts", tmp_path / "fonts.pdf"], capture_output=True, text=True, check=True)
    assert fonts.stderr == ""
    lines = fonts.stdout.splitlines()[2:]
    assert lines
    assert all("NotoSansSC" in line and re.search(r"yes yes yes", line) for line in lines)


def test_a_character_without_a_shape_is_told() -> None:
    stream = io.BytesIO()
    told = write_certificates([(STYLES[0], replace(ONE, title="\U000323af"))], stream, title="", author="")
    assert told.missing == ("\U000323af",)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.design}-{style.is_landscape}")
def test_the_longest_wording_stays_above_the_stamps(style: CertificateStyle, tmp_path: Path) -> None:
    long = replace(
        ONE, title="安全生产月应急知识竞赛优秀组织工作者荣誉证书",
        paragraphs=("阿不都热依木江·买买提艾力 同志：", *[f"{number}. 在{LONG_UNIT}的组织下表现突出，特发此证。" * 2 for number in range(4)], "末段。"),
        issuers=(LONG_UNIT, LONG_UNIT, LONG_UNIT),
    )  # fmt: skip
    (tmp_path / "long.pdf").write_bytes(as_pdf(style, long))
    told = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "long.pdf", "-"], capture_output=True, text=True, check=True
    )
    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<', told.stdout)
    places = {word[4]: [float(part) for part in word[:4]] for word in words}
    page = 842 if style.is_landscape else 595
    assert all(place[0] > 26 and place[2] < page - 26 for place in places.values())
    seal = min(place[1] for word, place in places.items() if "盖章处" in word)
    assert places["末段。"][3] < seal - 36


def test_equal_content_gives_equal_bytes_and_styles_may_change() -> None:
    stream = io.BytesIO()
    told = write_certificates([(style, ONE) for style in STYLES * 2], stream, title="证书", author="")
    again = io.BytesIO()
    write_certificates([(style, ONE) for style in STYLES * 2], again, title="证书", author="")
    assert stream.getvalue() == again.getvalue()
    pages = PdfReader(stream).pages
    assert told.pages == len(pages) == 12
    assert {tuple(map(round, page.mediabox[2:])) for page in pages} == {(842, 595), (595, 842)}


def test_memory_does_not_grow_with_the_pages() -> None:
    """A page waits for nothing: what stays is its number and place, not its twenty kilobytes of strokes."""

    class Nowhere(io.RawIOBase):
        def write(self, content: object) -> int:
            return len(content)  # type: ignore[arg-type]

    def peak(pages: int) -> int:
        def made() -> Iterator[tuple[CertificateStyle, PrintedCertificate]]:
            for number in range(pages):
                yield STYLES[0], replace(ONE, number=f"{number:020}")

        tracemalloc.start()
        write_certificates(made(), Nowhere(), title="", author="")  # type: ignore[arg-type]
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(2)
    assert (peak(110) - peak(10)) / 100 < 4_000
