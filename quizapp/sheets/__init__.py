"""Untrusted table files as rows of exact text, within bounded time and memory.

Belongs here: containers, encodings, cells, headers, and the ``Problem`` every importer reports. What a
row means belongs to the importer (banks, rosters, units).
"""

from .archive import Package
from .celltext import Mark, cell_text, text_of_string
from .encoding import Decoded, decode_text
from .header import Header, find_header, fold_title
from .limits import DEFAULT_LIMITS, Limits
from .problem import (
    ROW_PREFIX,
    BrokenFile,
    FileRefused,
    PasswordProtected,
    Problem,
    TooLarge,
    UnknownFormat,
    UnreadableText,
    ZipBomb,
    error,
    warning,
)
from .table import Table, Workbook, make_table
from .word import is_underlined_gap
from .workbook import OLE_MAGIC, ZIP_MAGIC, column_name, read_bytes, read_table, read_workbook
from .xml_events import BrokenXml, Node, parse_xml

__all__ = [
    "DEFAULT_LIMITS",
    "OLE_MAGIC",
    "ROW_PREFIX",
    "ZIP_MAGIC",
    "BrokenFile",
    "BrokenXml",
    "Decoded",
    "FileRefused",
    "Header",
    "Limits",
    "Mark",
    "Node",
    "Package",
    "PasswordProtected",
    "Problem",
    "Table",
    "TooLarge",
    "UnknownFormat",
    "UnreadableText",
    "Workbook",
    "ZipBomb",
    "cell_text",
    "column_name",
    "decode_text",
    "error",
    "find_header",
    "fold_title",
    "is_underlined_gap",
    "make_table",
    "parse_xml",
    "read_bytes",
    "read_table",
    "read_workbook",
    "text_of_string",
    "warning",
]
