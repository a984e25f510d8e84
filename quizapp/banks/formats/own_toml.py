"""Our own bank file: TOML, one ``[[question]]`` a question. Unknown keys are errors that name the line."""

from __future__ import annotations

import re
import tomllib

from quizapp.banks.draft import Draft
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.kit.i18n import N_
from quizapp.sheets import error

from .toml_entry import draft_of

KEY = "toml"


def sniff(text: str) -> bool:
    """Whether the text is one of our TOML files."""
    return re.search(r"^\[\[question\]\]\s*(?:#.*)?$", text, re.MULTILINE) is not None


def read_toml_bank(data: bytes, filename: str = "") -> BankReading:
    """Questions of a TOML bank; ``meta`` holds its ``[bank]`` table."""
    try:
        content = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as broken:
        found = re.search(r"at line (\d+)", str(broken))
        row = int(found[1]) if found else 0
        return refused(
            error(row, "E-SYNTAX", N_("第 %(row)d 行：不符合 TOML 语法（%(reason)s），请修正"), reason=str(broken)), KEY
        )
    lines = [
        number for number, line in enumerate(data.split(b"\n"), start=1) if line.strip().startswith(b"[[question]]")
    ]
    entries = content.get("question")
    if not isinstance(entries, list):
        return refused(error(0, "E-EMPTY", N_("文件里没有 [[question]]，请对照说明检查")), KEY)
    rows = lines if len(lines) == len(entries) else range(1, len(entries) + 1)
    bank = content.get("bank")
    drafts = [draft_of(row, entry) for row, entry in zip(rows, entries, strict=True)]
    _name_repeated_keys(drafts)
    return finish_all(drafts, KEY, meta=bank if isinstance(bank, dict) else {})


def read(text: str, filename: str = "") -> BankReading:
    """``read_toml_bank`` for decoded text."""
    return read_toml_bank(text.encode(), filename)


def _name_repeated_keys(drafts: list[Draft]) -> None:
    seen: dict[str, int] = {}
    for draft in drafts:
        first = seen.setdefault(draft.key, draft.row) if draft.key else draft.row
        if first != draft.row:
            message = N_("第 %(row)d 行：编号“%(key)s”与第 %(first)d 行重复，请改用新的编号")
            draft.fail("E-DUPKEY", message, "key", key=draft.key, first=first)
