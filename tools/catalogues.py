"""Catalogues: ``python tools/catalogues.py`` brings them up to date, ``... check`` only says what is wrong with them.

Messages are read from the code, the templates and the data files whose labels are message ids. English is written by
hand in its .po file. Traditional Chinese is made here, by OpenCC and the hand-checked exceptions in catalogues.toml:
to say something else, write an exception. Message ids are Simplified Chinese, so that language needs no catalogue.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "quizapp" / "web" / "translations"
SETTINGS = Path(__file__).with_suffix(".toml")
LOCALES = ("zh_Hant", "en")
HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")

_METHODS = [("**/templates/**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
_OPTIONS = {"**/templates/**.html": {"trimmed": "true"}}
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "N_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2),
}  # fmt: skip
#: Data files in which every Chinese value is a label that pages translate.
_DATA = ("*/kinds.toml", "drills/facts.toml", "drills/due_rules.toml")
_PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
#: A catalogue without dates would be given the moment of reading.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
#: What both sides must have: placeholders of Python, those of the pages' scripts, and the bar before a choice's hint.
_FIXED = re.compile(rf"{_PLACEHOLDER.pattern}|\{{\w+\}}|%%|\|")
#: Punctuation as wide as a Chinese character; it never belongs into an English sentence.
_WIDE = re.compile(r"[\u3000-\u303f\uff00-\uffef]")


def gather() -> Catalog:
    """All messages of the package, as they stand in the code and the data now."""
    catalog = _empty(None)
    folder = ROOT / "quizapp"
    for _name, _line, message, comments, _context in extract_from_dir(
        str(folder), _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("i18n:",)
    ):  # fmt: skip
        catalog.add(message, auto_comments=comments)
    for path in sorted(path for pattern in _DATA for path in folder.glob(pattern)):
        for label in _labels(tomllib.loads(path.read_text(encoding="utf-8"))):
            catalog.add(label)
    return catalog


def _labels(value: Any) -> Iterator[str]:
    """Every Chinese text among the values of a data file."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _labels(each)
    elif isinstance(value, str) and HAN.search(value):
        yield value


def update() -> None:
    """Merge the messages into every catalogue and compile it; what nobody says any more is dropped."""
    template = gather()
    for locale in LOCALES:
        catalog = read(locale)
        catalog.update(deepcopy(template), no_fuzzy_matching=True)  # it takes messages over as they are
        catalog.obsolete.clear()
        if locale == "zh_Hant":
            _convert_all(catalog)
        write(locale, catalog)


def _convert_all(catalog: Catalog) -> None:
    for message in messages(catalog):
        one = message.id[0] if isinstance(message.id, tuple | list) else message.id
        message.string = (to_hant(one),) if one is not message.id else to_hant(one)


def to_hant(text: str) -> str:
    """A message in Traditional Chinese (Hong Kong's forms of characters, words left alone), placeholders untouched."""
    pieces = re.split(f"({_PLACEHOLDER.pattern})", text)
    said = "".join(piece if _PLACEHOLDER.fullmatch(piece) else _opencc().convert(piece) for piece in pieces)
    for wrong, right in _settings()["zh_Hant"].items():
        said = said.replace(wrong, right)
    return said


@cache
def _opencc() -> OpenCC:
    return OpenCC("s2hk")


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads(SETTINGS.read_text(encoding="utf-8"))


def problems() -> list[str]:
    """What is wrong with the catalogues; empty when all is current, translated and compiled."""
    wanted = {_key(message) for message in messages(gather())}
    return [f"{locale}: {problem}" for locale in LOCALES for problem in _problems_of(locale, wanted)]


def _problems_of(locale: str, wanted: set[str]) -> Iterator[str]:
    catalog = read(locale)
    present = {_key(message): message for message in messages(catalog)}
    yield from (f"missing {text!r}" for text in sorted(wanted - set(present)))
    yield from (f"nobody says {text!r} any more" for text in sorted(set(present) - wanted))
    for message in present.values():
        if message.fuzzy or not all(_forms(message.string)):
            yield f"untranslated {message.id!r}"
        else:
            yield from _faults(locale, message)
    if not _mo(locale).exists() or _mo(locale).read_bytes() != compiled(catalog):
        yield "the compiled catalogue is not that of the .po file"


def _faults(locale: str, message: Message) -> Iterator[str]:
    for said in _forms(message.string):
        if _placeholders(said) != _placeholders(_key(message)):
            yield f"other placeholders in {said!r} than in {message.id!r}"
        if locale == "en" and _is_chinese(said):
            yield f"Chinese in {said!r}"
        if locale == "zh_Hant" and said != to_hant(_key(message)):
            yield f"{said!r} is not what OpenCC and the exceptions give"


def _is_chinese(said: str) -> bool:
    for word in sorted(_settings()["en"]["chinese_words"], key=len, reverse=True):
        said = said.replace(word, "")
    return bool(HAN.search(said) or _WIDE.search(said))


def _placeholders(text: str) -> set[str]:
    return set(_FIXED.findall(text))


def _forms(text: Any) -> tuple[str, ...]:
    """The text, or each of its plural forms."""
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def messages(catalog: Catalog) -> list[Message]:
    """The messages of a catalogue without its header."""
    return [message for message in catalog if message.id]


def read(locale: str) -> Catalog:
    """The catalogue of ``locale`` as it is written; empty when there is none."""
    if not _po(locale).exists():
        return _empty(locale)
    with _po(locale).open("rb") as stream:
        return read_po(stream, locale=locale)


def write(locale: str, catalog: Catalog) -> None:
    """Sorted, without dates and line numbers: a change of code elsewhere leaves the file alone. Compiled beside it."""
    _po(locale).parent.mkdir(parents=True, exist_ok=True)
    stream = BytesIO()
    write_po(stream, catalog, width=120, sort_output=True, no_location=True)
    lines = stream.getvalue().splitlines(keepends=True)
    _po(locale).write_bytes(
        b"".join(line for line in lines if not re.match(rb'"(POT-Creation|PO-Revision)-Date', line))
    )
    _mo(locale).write_bytes(compiled(read(locale)))


def compiled(catalog: Catalog) -> bytes:
    """The binary form of a catalogue; the same bytes for the same catalogue."""
    catalog.creation_date = catalog.revision_date = _NO_DATE
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def _po(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def _mo(locale: str) -> Path:
    return _po(locale).with_suffix(".mo")


def _empty(locale: str | None) -> Catalog:
    header = "# Messages of quizapp. Ids are Simplified Chinese. Kept by tools/catalogues.py."
    return Catalog(
        locale=locale, header_comment=header, project="quizapp", version="1", charset="utf-8", fuzzy=False,
        msgid_bugs_address="-", last_translator="-", language_team="-",
    )  # fmt: skip


def main(arguments: list[str]) -> int:
    """Update unless told to ``check`` only; 1 when something is still to be done by hand."""
    if arguments not in ([], ["check"]):
        print(__doc__)
        return 2
    if not arguments:
        update()
    found = problems()
    print("\n".join(found) or f"{len(messages(gather()))} messages, all translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
