"""The question banks that come with the software, from the wheel or from the checkout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_
from quizapp.questions import Question

from .formats.own_toml import read_toml_bank
from .laws import LawIndex, read_law_index

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True, slots=True)
class ShippedBank:
    """One bank as it ships."""

    key: str
    title: str
    summary: str
    verified_on: date | None
    questions: tuple[Question, ...]
    #: ``rows[i]`` is the line of ``questions[i]`` in its file.
    rows: tuple[int, ...] = ()
    #: Where its pictures are looked for; None for a bank without any.
    folder: Path | None = None


def banks_folder() -> Path:
    """Where the shipped TOML files are. Raises ``Misconfigured`` when the installation lacks them."""
    for folder in (_PACKAGE / "_shipped" / "question_banks", _PACKAGE.parent / "question_banks"):
        if folder.is_dir():
            return folder
    raise Misconfigured(N_("安装不完整：找不到自带题库，请重新安装 quizapp"))


@cache
def shipped_index() -> LawIndex:
    """The index of laws and standards that ships with the banks."""
    return read_law_index(banks_folder() / "laws.toml")


def load_shipped_banks(folder: Path | None = None) -> tuple[ShippedBank, ...]:
    """Every shipped bank, by file name. Raises ``Misconfigured`` naming file and question that cannot be read."""
    files = sorted(path for path in (folder or banks_folder()).glob("*.toml") if path.name != "laws.toml")
    return tuple(load_bank_file(path) for path in files)


def load_bank_file(path: Path) -> ShippedBank:
    """One TOML bank without any error in it. Raises ``Misconfigured`` naming every error."""
    reading = read_toml_bank(path.read_bytes(), path.name)
    failed = [f"{problem.code} {problem.message}" for problem in reading.problems if problem.is_error]
    if failed:
        message = N_("题库文件 %(file)s 有误：%(reason)s")
        raise Misconfigured(message, file=path.name, reason="\n".join(failed))
    verified = reading.meta.get("verified_on")
    return ShippedBank(
        key=str(reading.meta.get("key") or path.stem),
        title=str(reading.meta.get("title") or path.stem),
        summary=str(reading.meta.get("summary", "")),
        verified_on=verified if isinstance(verified, date) else None,
        questions=reading.questions,
        rows=reading.rows,
        folder=path.parent,
    )
