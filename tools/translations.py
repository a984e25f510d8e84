"""Catalogues: ``python tools/translations.py extract | update | hant | compile | check | all``.

``extract`` reads every message of the code and the templates, ``update`` merges them into the catalogues, ``hant``
fills the Traditional Chinese one by OpenCC where nobody has translated by hand, ``compile`` writes what the program
reads. ``check`` says what is missing. Message ids are Simplified Chinese, so that language needs no catalogue.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "quizapp" / "web" / "translations"
TEMPLATE = FOLDER / "messages.pot"
LOCALES = ("zh_Hant", "en")

_METHODS = [("**/templates/**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "N_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2),
}  # fmt: skip
_PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
#: Added to a message that OpenCC made, so that a hand-made one is never overwritten.
_MACHINE = "opencc"


def gather() -> Catalog:
    """All messages of the package, as they stand in the code now."""
    catalog = _empty(None)
    found = extract_from_dir(
        str(ROOT / "quizapp"), _METHODS, {"**/templates/**.html": {"trimmed": "true"}}, keywords=_KEYWORDS,  # type: ignore[arg-type]
        comment_tags=("i18n:",),
    )  # fmt: skip
    for name, line, message, comments, _context in found:
        catalog.add(message, locations=[(f"quizapp/{name}", line)], auto_comments=comments)
    return catalog


def extract() -> None:
    """Write the template that translators start from."""
    _write_po(TEMPLATE, gather())


def update() -> None:
    """Merge the template into every catalogue; what nobody says any more is dropped."""
    template = gather()
    _write_po(TEMPLATE, template)
    for locale in LOCALES:
        catalog = _read(locale)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        _write_po(_po(locale), catalog)


def hant() -> None:
    """Traditional Chinese by OpenCC (Hong Kong's variants, words left alone) where no hand has been."""
    convert = OpenCC("s2hk").convert
    catalog = _read("zh_Hant")
    for message in _messages(catalog):
        if not _is_translated(message) or _MACHINE in message.user_comments:
            message.string = _map(convert, message.id)
            if _MACHINE not in message.user_comments:
                message.user_comments.append(_MACHINE)
    _write_po(_po("zh_Hant"), catalog)


def compile_all() -> None:
    """Write what the program reads."""
    for locale in LOCALES:
        _po(locale).with_suffix(".mo").write_bytes(compiled(locale))


def compiled(locale: str) -> bytes:
    """The binary catalogue of ``locale``; the same bytes for the same catalogue."""
    stream = BytesIO()
    write_mo(stream, _read(locale))
    return stream.getvalue()


def problems() -> list[str]:
    """What is wrong with the catalogues; empty when all is translated, current and compiled."""
    wanted = {message.id for message in _messages(gather())}
    found = [problem for locale in LOCALES for problem in _problems_of(locale, wanted)]
    stale = [locale for locale in LOCALES if not _mo(locale).exists() or _mo(locale).read_bytes() != compiled(locale)]
    return found + [f"{locale}: the compiled catalogue is not that of the .po file" for locale in stale]


def _problems_of(locale: str, wanted: set[object]) -> Iterator[str]:
    catalog = _read(locale)
    present = {message.id: message for message in _messages(catalog)}
    for text in sorted(map(str, wanted - set(present))):
        yield f"{locale}: missing {text!r}"
    for message in present.values():
        if message.fuzzy or not _is_translated(message):
            yield f"{locale}: untranslated {message.id!r}"
        elif message.id in wanted and _placeholders(message.id) != _placeholders(message.string):
            yield f"{locale}: other placeholders in {message.string!r}"


def _placeholders(text: object) -> set[str]:
    parts = text if isinstance(text, tuple | list) else (text,)
    return {found for part in parts for found in _PLACEHOLDER.findall(str(part))}


def _is_translated(message: Message) -> bool:
    parts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(parts)


def _map(convert: Callable[[str], str], text: object) -> object:
    """Converted, placeholders untouched. Plural messages have one form in Chinese."""
    if isinstance(text, tuple | list):
        return (_map(convert, text[0]),)
    pieces = re.split(f"({_PLACEHOLDER.pattern})", str(text))
    return "".join(piece if _PLACEHOLDER.fullmatch(piece) else convert(piece) for piece in pieces)


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _po(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def _mo(locale: str) -> Path:
    return _po(locale).with_suffix(".mo")


def _read(locale: str) -> Catalog:
    if not _po(locale).exists():
        return _empty(locale)
    with _po(locale).open("rb") as stream:
        return read_po(stream, locale=locale)


def _empty(locale: str | None) -> Catalog:
    header = "# Messages of quizapp. Ids are Simplified Chinese. Made by tools/translations.py."
    return Catalog(
        locale=locale, header_comment=header, project="quizapp", version="1", charset="utf-8", fuzzy=False,
        msgid_bugs_address="-", last_translator="-", language_team="-",
    )  # fmt: skip


def _write_po(path: Path, catalog: Catalog) -> None:
    """Sorted, without dates and line numbers: a change of code elsewhere leaves the file alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = BytesIO()
    write_po(stream, catalog, width=120, sort_output=True, no_location=True, omit_header=False)
    lines = stream.getvalue().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not re.match(rb'"(POT-Creation|PO-Revision)-Date', line)))


def main(arguments: list[str]) -> int:
    """Run one command; 1 when ``check`` found something."""
    commands: dict[str, Callable[[], object]] = {
        "extract": extract, "update": update, "hant": hant, "compile": compile_all,
    }  # fmt: skip
    if arguments == ["all"]:
        for command in (update, hant, compile_all):
            command()
        arguments = ["check"]
    if arguments == ["check"]:
        found = problems()
        print("\n".join(found) or "all catalogues are complete")
        return 1 if found else 0
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__)
        return 2
    commands[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
