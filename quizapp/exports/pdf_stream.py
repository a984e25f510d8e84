"""reportlab's document, written to a stream page by page."""

from __future__ import annotations

from typing import Any, BinaryIO

from reportlab.pdfbase.pdfdoc import PDFCrossReferenceTable, PDFDocument, PDFIndirectObject, PDFTrailer
from reportlab.pdfgen.canvas import Canvas

_HEAD = b"%PDF-1.4\n%\x93\x8c\x8b\x9e quizapp\n"


class PlainCanvas(Canvas):
    """A canvas whose pages do not begin by naming Helvetica, which is not embedded and not used."""

    _doc: PDFDocument

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class Streamed(PDFDocument):
    """A document whose pages go to the stream at once; the rest, fonts above all, follows at the end.

    PDF allows objects in any order: the table at the end says where each begins.
    """

    Pages: Any
    Catalog: Any
    idToObject: dict[Any, Any]  # noqa: N815 - its own name for it

    def __init__(self, stream: BinaryIO, **options: Any) -> None:
        super().__init__(**options)
        self.stream, self.position = stream, 0
        self._send(_HEAD)

    def write_page(self) -> None:
        """Write the page added last, and forget its content."""
        page = self.Pages.pages[-1]
        self._write(page.__InternalName__)  # names the content and gives it a number
        self._write(page.Contents.__InternalName__)
        self.idToObject[page.Contents.__InternalName__] = None
        page.stream = page.Contents = page.Resources = page.MediaBox = page.XObjects = None

    def format(self) -> bytes:
        """Write what is left; the table and the trailer as bytes, which the caller adds."""
        refer: Any = self.Reference
        root, info = refer(self.Catalog), refer(self.info)
        number = 0
        while (number := number + 1) in self.numberToId:  # writing an object may add others
            if self.numberToId[number] not in self.idToOffset:
                self._write(self.numberToId[number])
        table = PDFCrossReferenceTable()
        table.addsection(0, [self.numberToId[each] for each in range(1, number)])
        trailer = PDFTrailer(startxref=self.position, Size=number, Root=root, Info=info, ID=self.ID())
        return bytes(table.format(self) + trailer.format(self))

    def _write(self, name: str) -> None:
        self.idToOffset[name] = self.position
        self._send(PDFIndirectObject(name, self.idToObject[name]).format(self))

    def _send(self, content: bytes) -> None:
        self.stream.write(content)
        self.position += len(content)
