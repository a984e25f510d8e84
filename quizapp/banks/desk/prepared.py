"""What was read from an uploaded file, kept beside it, so that no page of the preview reads the file again."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import msgspec

from quizapp.banks.desk.fixing import source_problems, texts_of_draft, texts_of_question
from quizapp.banks.draft import Draft
from quizapp.banks.files import read_bank_file
from quizapp.banks.laws import LawIndex
from quizapp.banks.reading import BankReading, Outcome
from quizapp.banks.reading_options import ASKED_BY, ReadingOptions
from quizapp.banks.shipped import shipped_index
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_, Phrase
from quizapp.questions import Question, content_hash, decode_question, encode_question
from quizapp.sheets import Problem

#: Encodings that a text file may be read in by choice.
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem, storable."""

    row: int
    code: str
    severity: str
    field: str
    message: str
    params: dict[str, Any] = {}

    def problem(self) -> Problem:
        """As pages say it."""
        phrase = Phrase(self.message, **{name: _param(value) for name, value in self.params.items()})
        return Problem(row=self.row, code=self.code, severity=self.severity, phrase=phrase, field=self.field)


class PreparedRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question of the file. ``question`` is encoded, empty when errors keep it out; then ``texts`` tells what was read."""

    place: int
    row: int
    sheet: str = ""
    question: str = ""
    hash: str = ""
    key: str = ""
    texts: dict[str, Any] = {}
    #: Topic, difficulty, tags and the like of a row that failed.
    about: dict[str, Any] = {}
    problems: list[Said] = []

    def decoded(self) -> Question | None:
        """The question, decoded anew at each call."""
        return decode_question(self.question) if self.question else None


class PreparedPair(msgspec.Struct, frozen=True):
    """Two questions that ask the same: a place of the file, and another place or a question of a bank."""

    place: int
    percent: int
    other: int | None = None
    bank_question: int | None = None


class PreparedFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A whole file as read."""

    format: str
    file_hash: str
    rows: list[PreparedRow]
    #: Problems of no single question.
    general: list[Said] = []
    pairs: list[PreparedPair] = []
    #: Pairs that were found, those beyond what is kept too.
    pair_count: int = 0
    #: Whether pairs were looked for.
    is_searched: bool = False
    #: Fields of `ReadingOptions` that the file leaves open; ``encoding`` when that is in doubt.
    asks: list[str] = []
    encoding: str = ""
    has_files: bool = False
    without_source: int = 0


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PreparedFile)


def encode_prepared(prepared: PreparedFile) -> bytes:
    """Compressed, for the upload's row."""
    return zlib.compress(_encoder.encode(prepared), 1)


def decode_prepared(stored: bytes) -> PreparedFile:
    """What `encode_prepared` made. Raises `Invalid` for what an older version of the software left behind."""
    try:
        return _decoder.decode(zlib.decompress(stored))
    except (zlib.error, msgspec.MsgspecError) as broken:
        raise Invalid(N_("这次上传是旧版软件留下的：请重新上传文件")) from broken


def read_with_choices(content: bytes, filename: str, choices: Mapping[str, Any]) -> BankReading:
    """The file read as somebody chose: ``encoding``, ``blank_separator``, ``first_number``."""
    encoding = choices.get("encoding", "")
    data = content.decode(encoding, "replace").encode("utf-8-sig") if encoding in ENCODINGS else content
    number = choices.get("first_number", "")
    options = ReadingOptions(
        blank_separator=str(choices.get("blank_separator", "")),
        first_number=int(number) if number in ("0", "1") else None,
    )
    return read_bank_file(data, filename, options=options)


def prepare(
    reading: BankReading, content: bytes, *, pairs: Sequence[PreparedPair] = (), pair_count: int = 0
) -> PreparedFile:
    """The reading, storable. ``reading.questions`` may carry stored names of pictures that its outcomes do not know."""
    index = shipped_index()
    questions = iter(reading.questions)
    own = {problem for outcome in reading.outcomes for problem in map(id, outcome.problems)}
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in reading.problems:
        if problem.row and id(problem) not in own:
            by_row[problem.row].append(problem)
    count = Counter(outcome.draft.row for outcome in reading.outcomes)
    # Of several sheets two rows may bear one number: what is said of it then stands above the list.
    single = {row for row, many in count.items() if many == 1}
    rows = [
        _row(
            place,
            outcome,
            next(questions) if outcome.question else None,
            by_row if outcome.draft.row in single else {},
            index,
        )
        for place, outcome in enumerate(reading.outcomes)
    ]
    general = [p for p in reading.problems if id(p) not in own and p.row not in single]
    return PreparedFile(
        format=reading.format, file_hash=sha256(content).hexdigest(), rows=rows, general=[_said(p) for p in general],
        pairs=list(pairs), pair_count=pair_count, asks=_asks(reading), encoding=str(reading.meta.get("encoding", "")),
        has_files=bool(reading.files),
        without_source=sum(question.source is None for question in reading.questions),
    )  # fmt: skip


def _asks(reading: BankReading) -> list[str]:
    asked = {ASKED_BY[problem.code] for problem in reading.problems if problem.code in ASKED_BY}
    if any(problem.code in {"W-ENCODING", "E-ENCODING"} for problem in reading.problems):
        asked.add("encoding")
    return sorted(asked)


def _row(
    place: int, outcome: Outcome, question: Question | None, by_row: Mapping[int, list[Problem]], index: LawIndex
) -> PreparedRow:
    draft, problems = outcome.draft, [*outcome.problems, *by_row.get(outcome.draft.row, ())]
    if question is None:
        return PreparedRow(
            place=place, row=draft.row, sheet=draft.sheet, texts=asdict(texts_of_draft(draft, index)),
            about=_about(draft), problems=[_said(problem) for problem in problems],
        )  # fmt: skip
    problems += source_problems(question, draft.row, index)
    return PreparedRow(
        place=place, row=draft.row, sheet=draft.sheet, question=encode_question(question).decode(),
        hash=content_hash(question), key=question.key, problems=[_said(problem) for problem in problems],
    )  # fmt: skip


def _about(draft: Draft) -> dict[str, Any]:
    return {
        "difficulty": draft.difficulty, "topic": draft.topic, "tags": list(draft.tags), "audience": list(draft.audience),
        "key": draft.key,
    }  # fmt: skip


def said_all(problems: Iterable[Problem]) -> list[Said]:
    """The problems, storable."""
    return [_said(problem) for problem in problems]


def _said(problem: Problem) -> Said:
    params = {name: _storable(value) for name, value in problem.phrase.params.items()}
    return Said(problem.row, problem.code, problem.severity, problem.field, problem.phrase.message, params)


def _storable(value: object) -> Any:
    if isinstance(value, Phrase):
        return {"message": value.message, "params": {name: _storable(part) for name, part in value.params.items()}}
    return value if isinstance(value, int | float | str) else str(value)


def _param(value: Any) -> object:
    if isinstance(value, dict):
        return Phrase(value["message"], **{name: _param(part) for name, part in value["params"].items()})
    return value


def texts_of_row(row: PreparedRow, question: Question | None) -> dict[str, Any]:
    """What the boxes of a row hold before anybody touched them."""
    return asdict(texts_of_question(question, shipped_index())) if question is not None else row.texts
