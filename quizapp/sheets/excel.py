"""xlsx and ods: scanned within limits, repacked, then read by calamine."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from quizapp.kit.i18n import N_

from .archive import Package
from .celltext import Mark, cell_text
from .limits import Box, Limits
from .ods_scan import OdsScan
from .problem import BrokenFile, FileRefused, PasswordProtected, TooLarge, UnknownFormat
from .table import Table, build_table
from .xlsx_scan import SheetFacts, SheetScan, StringsScan, StylesScan
from .xml_events import Quiet, feed, local, scan

_XLSX_MAIN = "xl/workbook.xml"
_XML = (".xml", ".rels")
#: Pictures, macros and embedded files are never read; leaving them out saves the budget for tables.
_LEFT_OUT = ("xl/media/", "xl/drawings/", "xl/embeddings/", "xl/charts/", "xl/theme/", "xl/calcChain", "Pictures/")


def read_zip(data: bytes, limits: Limits) -> tuple[str, list[Table]]:
    """Format (``xlsx`` or ``ods``) and tables of a zip container. Raises ``FileRefused``."""
    package = Package(data, limits)
    names = set(package.names)
    if "content.xml" in names and "mimetype" in names:
        return "ods", _read_ods(package)
    if "xl/workbook.bin" in names:
        raise UnknownFormat(N_("这是 xlsb 格式，请用 Excel 或 WPS 另存为 xlsx 再上传"))
    if "word/document.xml" in names:
        raise UnknownFormat(N_("这是 Word 文档，不是表格；名单和单位请用 xlsx 或 csv 上传"))
    if "[Content_Types].xml" not in names:
        raise UnknownFormat(N_("这是压缩包，不是表格，请解压后上传里面的表格文件"))
    if _XLSX_MAIN not in names:
        raise BrokenFile
    return "xlsx", _read_xlsx(package)


def _read_xlsx(package: Package) -> list[Table]:
    names = [name for name in package.names if not name.startswith(_LEFT_OUT)]
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        strings, styles = StringsScan(), StylesScan()
        early = {"xl/sharedstrings.xml": strings, "xl/styles.xml": styles}
        for name in names:
            if name.lower() in early:
                _copy(packed, name, feed(package.chunks(name), early[name.lower()]))
        facts = {}
        for name in names:
            if name.lower() not in early and name.endswith(_XML):
                sheet = SheetScan(package.limits, Box(package.limits), strings.lengths, styles.kinds)
                # Everything under xl/ may be a worksheet, whatever its name.
                events = sheet if name.startswith("xl/") and name != _XLSX_MAIN else Quiet()
                _copy(packed, name, feed(package.chunks(name), events))
                facts[name] = sheet.facts
    places = _sheet_parts(package)
    return _read_tables(copy, package.limits, [facts.get(path, SheetFacts()) for path in places.values()], list(places))


def _read_ods(package: Package) -> list[Table]:
    copy = io.BytesIO()
    content = OdsScan(package.limits)
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name in package.names:
            if name == "content.xml":
                _copy(packed, name, feed(package.chunks(name), content))
            elif name in ("mimetype", "META-INF/manifest.xml", "styles.xml", "meta.xml", "settings.xml"):
                _copy(packed, name, package.chunks(name))
    return _read_tables(copy, package.limits, content.facts, [])


def _copy(packed: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> None:
    with packed.open(name, "w") as part:
        for chunk in chunks:
            part.write(chunk)


class _Relations(Quiet):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = local(attributes, "Target")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            self.targets[local(attributes, "Id")] = path


class _SheetList(Quiet):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))


def _sheet_parts(package: Package) -> dict[str, str]:
    """Path of the part for each sheet name, in workbook order."""
    sheets, relations = _SheetList(), _Relations()
    scan(package.chunks(_XLSX_MAIN), sheets)
    if "xl/_rels/workbook.xml.rels" in package.names:
        scan(package.chunks("xl/_rels/workbook.xml.rels"), relations)
    return {name: relations.targets.get(relation, "") for name, relation in sheets.sheets}


def _read_tables(copy: io.BytesIO, limits: Limits, facts: list[SheetFacts], names: list[str]) -> list[Table]:
    copy.seek(0)
    try:
        with CalamineWorkbook.from_filelike(copy) as workbook:
            return list(_tables(workbook, limits, facts, names))
    except (FileRefused, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except PasswordError as locked:
        raise PasswordProtected from locked
    except BaseException as broken:
        # A panic of the Rust reader arrives as pyo3's PanicException, which is not an Exception.
        raise BrokenFile from broken


def _tables(workbook: CalamineWorkbook, limits: Limits, facts: list[SheetFacts], names: list[str]) -> Iterator[Table]:
    found = workbook.sheets_metadata
    if len(found) > limits.sheets:
        raise TooLarge(N_("工作表超过 %(sheets)d 个，请拆分后上传"), sheets=limits.sheets)
    for index, about in enumerate(found):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        place = names.index(about.name) if about.name in names else index
        known = facts[place] if place < len(facts) else SheetFacts()
        hidden = about.visible is not SheetVisibleEnum.Visible
        yield _table(workbook.get_sheet_by_index(index), known, is_hidden=hidden)


def _table(sheet: CalamineSheet, facts: SheetFacts, *, is_hidden: bool) -> Table:
    # iter_rows begins at row 1 whatever stands there, but at the first used column.
    first_column = sheet.start[1] if sheet.start else 0
    marks: dict[tuple[int, int], Mark] = {}
    rows: list[tuple[int, list[str]]] = []
    seen: dict[str, str] = {}
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [""] * first_column
        for column, value in enumerate(values, start=first_column):
            text, mark = cell_text(value, facts.formats.get((number, column + 1), "") if facts.formats else "")
            if mark:
                marks[number, column] = mark
            cells.append(seen.setdefault(text, text) if len(seen) < 20_000 else seen.get(text, text))
        rows.append((number, cells))
    return build_table(sheet.name, rows, marks=marks, merges=facts.merges, is_hidden=is_hidden)
