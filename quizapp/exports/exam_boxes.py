"""Score boxes beside a section's heading in a Word file."""

from __future__ import annotations

from typing import Any

from quizapp.exports.document import Align
from quizapp.exports.docx_xml import TITLE, TWIPS_PER_MM, borders, element, paragraph, run

SIZE = 10.5
_BOX_MM = (14.0, 16.0)


def boxed_heading(heading: Any, words: tuple[str, str], width_mm: float) -> Any:
    """The section's two score boxes with the heading beside them."""
    widths = [round(width * TWIPS_PER_MM) for width in (*_BOX_MM, width_mm - sum(_BOX_MM))]
    table = element(
        "w:tbl",
        element("w:tblPr", element("w:tblW", w=sum(widths), type="dxa"), element("w:tblLayout", type="fixed")),
        element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths)),
    )
    for number, texts in enumerate((words, ("", ""))):
        row = element(
            "w:tr", element("w:trPr", element("w:cantSplit"), element("w:trHeight", val=360, hRule="atLeast"))
        )
        for text, width in zip(texts, widths, strict=False):
            look = element(
                "w:tcPr",
                element("w:tcW", w=width, type="dxa"),
                borders("w:tcBorders"),
                element("w:vAlign", val="center"),
            )
            row.append(
                element("w:tc", look, paragraph(run(text, font=TITLE, size=SIZE), align=Align.CENTER, keep=True))
            )
        merge = element(
            "w:tcPr",
            element("w:tcW", w=widths[2], type="dxa"),
            element("w:vMerge", val="restart" if number == 0 else "continue"),
            element("w:vAlign", val="center"),
        )
        row.append(element("w:tc", merge, heading if number == 0 else paragraph(run("", size=SIZE))))
        table.append(row)
    return table
