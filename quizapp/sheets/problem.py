"""What importers say about a file: refused as a whole, or one problem a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_, Phrase

#: How a message about one row begins; left out where there is no row to name (a form, not a file).
ROW_PREFIX = N_("第 %(row)d 行：")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing to look at. ``row`` is the file's own row or line number, 0 for the file as a whole.

    ``severity`` is ``error`` (the row is not imported) or ``warning`` (it is, and somebody should look).
    ``phrase`` names row, field and way out; pages say it in the reader's language, ``message`` is it in Chinese.
    """

    row: int
    code: str
    severity: str
    phrase: Phrase
    field: str = ""

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """The phrase in Chinese, filled in."""
        text = str(self.phrase)
        return text if self.row else text.removeprefix(ROW_PREFIX % {"row": 0})

    @property
    def is_error(self) -> bool:
        """Whether the row stays out."""
        return self.severity == "error"


def error(row: int, code: str, message: str, *, field: str = "", **params: object) -> Problem:
    """An error of one row; ``message`` may hold ``%(row)d`` and the given parameters."""
    return _problem(row, code, "error", message, field, params)


def warning(row: int, code: str, message: str, *, field: str = "", **params: object) -> Problem:
    """A warning about one row; ``message`` may hold ``%(row)d`` and the given parameters."""
    return _problem(row, code, "warning", message, field, params)


def _problem(row: int, code: str, severity: str, message: str, field: str, params: dict[str, object]) -> Problem:
    phrase = Phrase(message, **{"row": row, **params})
    return Problem(row=row, code=code, severity=severity, phrase=phrase, field=field)


class FileRefused(Invalid):
    """The file cannot be read as a table at all. ``reason`` is one of the E- codes."""

    code: ClassVar[str] = "file_refused"
    reason: ClassVar[str] = "E-FORMAT"

    def as_problem(self) -> Problem:
        """The refusal as a problem of the whole file, for readers that report instead of raising."""
        return Problem(row=0, code=self.reason, severity="error", phrase=Phrase(self.message, **self.params))


class UnknownFormat(FileRefused):
    """Neither a spreadsheet nor a text table."""


class BrokenFile(FileRefused):
    """It looks like a spreadsheet, but parts are missing or damaged."""

    reason: ClassVar[str] = "E-BROKEN"

    def __init__(self, message: str = N_("文件已损坏，无法读取，请用 Excel 或 WPS 打开后另存为 xlsx 再上传")) -> None:
        super().__init__(message)


class PasswordProtected(FileRefused):
    """Encrypted: nothing can be read without the password."""

    reason: ClassVar[str] = "E-PASSWORD"

    def __init__(self) -> None:
        super().__init__(N_("文件设有打开密码，请去掉密码后再上传"))


class TooLarge(FileRefused):
    """More bytes, sheets, rows, columns or text than anybody's real file has."""

    reason: ClassVar[str] = "E-TOOBIG"


class ZipBomb(TooLarge):
    """Small when packed, huge when unpacked."""

    reason: ClassVar[str] = "E-ZIPBOMB"

    def __init__(self) -> None:
        super().__init__(N_("文件解压后异常巨大，已拒绝读取，请把数据复制到新的表格中再上传"))


class UnreadableText(FileRefused):
    """The bytes are no text in any encoding that is in use for Chinese."""

    reason: ClassVar[str] = "E-ENCODING"
