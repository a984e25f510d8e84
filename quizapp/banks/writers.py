"""Every format that a bank can be written in: pages and commands offer what stands here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

from quizapp.kit.i18n import N_

from .formats.aiken_writer import write_aiken
from .formats.gift_writer import write_gift
from .formats.moodle_xml_writer import write_moodle_xml
from .formats.qti import write_qti_2, write_qti_3
from .formats.template import write_questions
from .formats.toml_writer import write_toml
from .question_json import question_json
from .written import BankContent, Losses, Written


@dataclass(frozen=True, kw_only=True, slots=True)
class BankWriter:
    """A format to write: what people call it, how its files end, what they are on the wire."""

    key: str
    #: A message id.
    label: str
    #: Without the point.
    ending: str
    mime: str
    #: Never fails for a question it cannot hold: that is told in ``Written.lost``.
    write: Callable[[BankContent], Written]


def _xlsx(content: BankContent) -> Written:
    stream = BytesIO()
    write_questions(stream, content.questions, content.index)
    return _named_only(content, "xlsx", stream.getvalue())


def _toml(content: BankContent) -> Written:
    return _named_only(content, "TOML", write_toml(tuple(content.questions), content.meta).encode())


def _json(content: BankContent) -> Written:
    shown = {
        "bank": {name: str(value) for name, value in content.meta.items()},
        "questions": [question_json(question, content.index) for question in content.questions],
    }
    return _named_only(content, "JSON", json.dumps(shown, ensure_ascii=False, indent=2).encode())


def _named_only(content: BankContent, label: str, written: bytes) -> Written:
    losses = Losses(label)
    losses.cut_files(content.questions)
    return Written(content=written, lost=tuple(losses.found))


_WRITERS = (
    BankWriter(
        key="xlsx", label=N_("标准表格（xlsx）"), ending="xlsx", write=_xlsx,
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    BankWriter(key="toml", label="TOML", ending="toml", mime="application/toml; charset=utf-8", write=_toml),
    BankWriter(key="json", label="JSON", ending="json", mime="application/json", write=_json),
    BankWriter(key="gift", label="GIFT", ending="gift.txt", mime="text/plain; charset=utf-8", write=write_gift),
    BankWriter(key="moodle_xml", label="Moodle XML", ending="xml", mime="application/xml", write=write_moodle_xml),
    BankWriter(key="qti_2", label="QTI 2.1", ending="qti21.zip", mime="application/zip", write=write_qti_2),
    BankWriter(key="qti_3", label="QTI 3.0", ending="qti30.zip", mime="application/zip", write=write_qti_3),
    BankWriter(key="aiken", label="Aiken", ending="aiken.txt", mime="text/plain; charset=utf-8", write=write_aiken),
)  # fmt: skip


def bank_writers() -> Mapping[str, BankWriter]:
    """Every writer by its key, in the order in which people are offered them."""
    return MappingProxyType({writer.key: writer for writer in _WRITERS})
