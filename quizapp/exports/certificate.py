"""Certificates: one page each, as PDF for printing and as PNG for phones, from one layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from quizapp.exports.certificate_designs import CertificateDesign, look_of
from quizapp.exports.display import clean
from quizapp.exports.document import Align
from quizapp.exports.paper import INK, MM, QUIET, Look, Mark, Paper
from quizapp.exports.picture import paint_png
from quizapp.exports.result import Written
from quizapp.exports.streamed import BackedPage, write_pages
from quizapp.exports.typesetting import fitting_size

_INDENT = "\u3000\u3000"
_COLONS = ("：", ":")
_SPACED_TITLE = 6  # titles up to so many characters are set wide, as on printed certificates
_LARGEST, _SMALLEST = 21.0, 9.0
_QR, _SEAL = 27 * MM, 36 * MM


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStyle:
    """What all certificates of a batch share. An empty ``seal`` leaves out the box for the stamp."""

    design: CertificateDesign = CertificateDesign.CLASSIC
    is_landscape: bool = True
    seal: str = ""
    number_label: str = "证书编号"
    verify_label: str = "扫码核验真伪"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCertificate:
    """The words of one certificate, ready to print. A paragraph that ends with a colon addresses its reader.

    ``url`` is what the code holds, ``number`` what is printed beside it.
    """

    title: str
    paragraphs: tuple[str, ...]
    issuers: tuple[str, ...]
    day: str
    number: str
    url: str


def write_certificates(
    certificates: Iterable[tuple[CertificateStyle, PrintedCertificate]], stream: BinaryIO, *, title: str, author: str,
    language: str = "zh-CN",
) -> Written:  # fmt: skip
    """A PDF with a page for each, in memory that does not grow with their number; styles may change in between."""
    missing: set[str] = set()
    pages = (_page(style, certificate, missing) for style, certificate in certificates)
    count = write_pages(pages, stream, title=clean(title), author=clean(author), language=language)
    return Written(format="pdf", pages=count, missing=tuple(sorted(missing)))


def write_certificate_png(
    style: CertificateStyle, certificate: PrintedCertificate, stream: BinaryIO, *, width: int = 0
) -> Written:
    """The same page as a picture; ``width`` in pixels, 0 = 150 to the inch."""
    size, paper = _size(style), _draw(style, certificate)
    paint_png([*_backdrop(style), *paper.pages[0]], size, stream, width=width or round(size[0] / 72 * 150))
    return Written(format="png", pages=1, missing=tuple(sorted(paper.missing)))


def _size(style: CertificateStyle) -> tuple[float, float]:
    short, long = 210 * MM, 297 * MM
    return (long, short) if style.is_landscape else (short, long)


def _blank(style: CertificateStyle) -> Paper:
    return Paper(*_size(style), margin=0, bottom=0)


def _backdrop(style: CertificateStyle) -> list[Mark]:
    paper = _blank(style)
    look_of(style.design).draw(paper)
    return paper.pages[0]


def _page(style: CertificateStyle, certificate: PrintedCertificate, missing: set[str]) -> BackedPage:
    paper = _draw(style, certificate)
    missing |= paper.missing
    name = f"{style.design}-{'landscape' if style.is_landscape else 'portrait'}"
    return BackedPage(
        size=_size(style), marks=paper.pages[0], backdrop=name, draw_backdrop=partial(_backdrop, style)
    )  # fmt: skip


def _draw(style: CertificateStyle, certificate: PrintedCertificate) -> Paper:
    paper = _blank(style)
    _Drawing(paper, style, certificate).draw()
    return paper


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where things stand, in millimetres from the top left corner."""

    side: float
    title: float
    body: tuple[float, float]
    foot: float
    code: tuple[float, float]


_LANDSCAPE = _Frame(side=36, title=29, body=(58, 126), foot=190, code=(30, 148))
_PORTRAIT = _Frame(side=30, title=48, body=(88, 178), foot=262, code=(26, 226))


class _Drawing:
    """Draws the words of one certificate."""

    def __init__(self, paper: Paper, style: CertificateStyle, certificate: PrintedCertificate) -> None:
        self.paper, self.style, self.certificate = paper, style, certificate
        self.look = look_of(style.design)
        self.frame = _LANDSCAPE if style.is_landscape else _PORTRAIT
        self.inner = paper.width - 2 * self.frame.side * MM

    def draw(self) -> None:
        self._title()
        self._body()
        self._issuers()
        self._code()

    def _title(self) -> None:
        paper, top = self.paper, self.frame.title * MM
        title = paper.shown(clean(self.certificate.title))
        size = fitting_size(title, self.inner, 40, 18)
        look = Look(size=size, bold=True, color=self.look.title, leading=1.2)
        is_wide = len(title) <= _SPACED_TITLE and not title.isascii()
        if is_wide:
            step = size * 1.5
            left = (paper.width - step * len(title)) / 2
            for place, character in enumerate(title):
                paper.line(character, left + place * step, top, look, Align.CENTER, step)
        else:
            paper.line(title, 0, top, look, Align.CENTER, paper.width)
        rule = 46 * MM
        paper.rule((paper.width - rule) / 2, top + 60, rule, color=self.look.rule, thickness=1.2)

    def _body(self) -> None:
        """Paragraphs at the largest size at which all of them fit, a little above the middle of their room."""
        paper, (top, bottom) = self.paper, self.frame.body
        room = (bottom - top) * MM
        size = _LARGEST
        while size > _SMALLEST and self._height(size) > room:
            size *= 0.96
        y = top * MM + max(room - self._height(size), 0) * 0.35
        for text, look in self._paragraphs(size):
            y += paper.text(text, self.frame.side * MM, y, self.inner, look, Align.LEFT)

    def _height(self, size: float) -> float:
        return sum(
            len(self.paper.lines(text, self.inner, look)) * look.line_height for text, look in self._paragraphs(size)
        )

    def _paragraphs(self, size: float) -> Iterator[tuple[str, Look]]:
        for paragraph in self.certificate.paragraphs:
            text = clean(paragraph)
            if text.endswith(_COLONS):
                yield text, Look(size=size * 1.12, bold=True, color=self.look.name, leading=1.8)
            else:
                yield _INDENT + text, Look(size=size, color=INK, leading=1.8)

    def _issuers(self) -> None:
        """Each unit in a column of its own, so that every stamp has room; the day below them."""
        issuers = self.certificate.issuers
        left = (self.frame.code[0] + 44) * MM
        right = self.paper.width - (self.frame.side - 6) * MM
        share = min((right - left) / max(len(issuers), 1), 78 * MM)
        first = right - share * len(issuers)
        bottom = self.frame.foot * MM
        for place, issuer in enumerate(issuers):
            self._issuer(clean(issuer), first + place * share, share, bottom - 17)
        self.paper.line(clean(self.certificate.day), first, bottom - 15, Look(size=12), Align.CENTER, right - first)

    def _issuer(self, name: str, x: float, width: float, bottom: float) -> None:
        paper, inner = self.paper, width - 4 * MM
        size = fitting_size(paper.shown(name), inner, 14, 8.5, lines=2)
        look = Look(size=size, leading=1.35)
        height = len(paper.title_lines(name, inner, look)) * look.line_height
        paper.text(name, x + 2 * MM, bottom - height, inner, look, Align.CENTER)
        if self.style.seal:
            self._seal(x + (width - _SEAL) / 2, bottom - height - _SEAL - 1.5 * MM)

    def _seal(self, x: float, y: float) -> None:
        """An empty place for the real stamp."""
        paper = self.paper
        paper.box(x, y, _SEAL, _SEAL, stroke="#b9c2c7", thickness=0.6, dashed=True)
        paper.line(clean(self.style.seal), x, y + _SEAL / 2 - 6, Look(size=8, color="#9aa5ab"), Align.CENTER, _SEAL)

    def _code(self) -> None:
        paper, (left, top) = self.paper, self.frame.code
        x, y = left * MM, top * MM
        paper.box(x, y, _QR, _QR, fill="#ffffff", stroke="")
        paper.qr(self.certificate.url, x, y, _QR)
        small = Look(size=8, color=QUIET, leading=1.35)
        paper.line(clean(self.style.verify_label), x, y + _QR, small, Align.CENTER, _QR)
        label = f"{clean(self.style.number_label)} {self.certificate.number}"
        paper.line(label, x + 1.5 * MM, self.frame.foot * MM - 7, small, Align.LEFT)
