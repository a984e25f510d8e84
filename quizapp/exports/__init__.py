"""Neutral documents and the files made of them: csv, xlsx, docx, pdf, json, html, posters, sign-in sheets, QR codes.

It belongs here when it turns given text and figures into a file. Where the figures come from does not.
"""

from quizapp.exports.badges import Badge, BadgeSheet, write_badges
from quizapp.exports.book import BOOK_FORMATS, Chapter, write_book
from quizapp.exports.certificate import (
    CertificateStyle,
    PrintedCertificate,
    write_certificate_png,
    write_certificates,
)
from quizapp.exports.certificate_designs import CertificateDesign
from quizapp.exports.chart import ChartLine, LineChart, line_chart_png
from quizapp.exports.document import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Image,
    KeyValue,
    KeyValues,
    Page,
    PageBreak,
    Paragraph,
    Qr,
    Row,
    Scalar,
    SignatureBlock,
    Style,
    Table,
    Value,
    Wording,
    cells,
    head,
    label,
)
from quizapp.exports.exam import (
    ANSWER_STYLE,
    ExamItem,
    ExamKey,
    ExamOption,
    ExamPaper,
    ExamPicture,
    ExamSection,
    ExamWording,
)
from quizapp.exports.exam_docx import write_exam_docx
from quizapp.exports.exam_pdf import write_exam_pdf
from quizapp.exports.fonts import add_fonts, shipped_font
from quizapp.exports.formats import (
    FORMATS,
    ROW_FORMATS,
    Format,
    content_disposition,
    file_name,
    write,
    write_rows,
)
from quizapp.exports.parquet import require_parquet, write_parquet_rows
from quizapp.exports.poster import Poster, PosterSize, Step, write_poster
from quizapp.exports.qr import qr_png, qr_svg, qr_terminal
from quizapp.exports.result import Written
from quizapp.exports.sign_sheet import SignSheet, SignSheetPerson, SignSheetWording, write_sign_sheet
from quizapp.exports.svg import svg_png

__all__ = [
    "ANSWER_STYLE",
    "BOOK_FORMATS",
    "FORMATS",
    "ROW_FORMATS",
    "Align",
    "Badge",
    "BadgeSheet",
    "Block",
    "Cell",
    "CertificateDesign",
    "CertificateStyle",
    "Chapter",
    "ChartLine",
    "Column",
    "Document",
    "ExamItem",
    "ExamKey",
    "ExamOption",
    "ExamPaper",
    "ExamPicture",
    "ExamSection",
    "ExamWording",
    "Figure",
    "Format",
    "Heading",
    "Image",
    "KeyValue",
    "KeyValues",
    "LineChart",
    "Page",
    "PageBreak",
    "Paragraph",
    "Poster",
    "PosterSize",
    "PrintedCertificate",
    "Qr",
    "Row",
    "Scalar",
    "SignSheet",
    "SignSheetPerson",
    "SignSheetWording",
    "SignatureBlock",
    "Step",
    "Style",
    "Table",
    "Value",
    "Wording",
    "Written",
    "add_fonts",
    "cells",
    "content_disposition",
    "file_name",
    "head",
    "label",
    "line_chart_png",
    "qr_png",
    "qr_svg",
    "qr_terminal",
    "require_parquet",
    "shipped_font",
    "svg_png",
    "write",
    "write_badges",
    "write_book",
    "write_certificate_png",
    "write_certificates",
    "write_exam_docx",
    "write_exam_pdf",
    "write_parquet_rows",
    "write_poster",
    "write_rows",
    "write_sign_sheet",
]
