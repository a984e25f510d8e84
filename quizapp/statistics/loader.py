"""From YAML to a form: every key known, every mistake named with its line. See forms/README.md for the format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.statistics.form import (
    CheckRule,
    Field,
    FieldType,
    Form,
    HeaderField,
    Item,
    Mode,
    Section,
    Style,
    WeeklyReport,
)
from quizapp.statistics.loader_derive import key_of, read_derive
from quizapp.statistics.marked import Marked
from quizapp.statistics.rules import check_rule
from quizapp.statistics.sources import Source, shipped_sources

_BLANK = re.compile(r"\{([a-z0-9_]+)\}")
#: What rolling up means is fixed; a form may say it, and what it says must be true.
_ROLLUP = {"count": "sum", "persons": "sum", "joint_events": "count_once_at_lowest_common_parent"}
COLUMNS = ("活动项目", "内容要求", "进展情况")


def parse_form(text: str, *, name: str = "form") -> Form:
    """The form that ``text`` (YAML) describes. Raises `FormError` naming the line."""
    return _Reader().read(Marked.parse(name, text), content_hash=hash_of(text))


def hash_of(text: str) -> str:
    """The fingerprint of a form's text (SHA-256)."""
    return hashlib.sha256(text.encode()).hexdigest()


class _Reader:
    """Reads one file; remembers which keys were used."""

    def __init__(self) -> None:
        self._sources: Mapping[str, Source] = shipped_sources()
        self._keys: set[str] = set()
        self._names: set[str] = set()

    def read(self, node: Marked, *, content_hash: str) -> Form:
        allowed = {"template", "header", "columns", "sources", "sections", "rollup", "checks"}
        root = node.mapping(allowed=allowed, required=("template", "sections"))
        if "sources" in root:
            self._sources = {**self._sources, **_sources(root["sources"])}
        sections = tuple(self._section(each) for each in root["sections"].items())
        return Form(
            **_template(root["template"]),
            columns=_columns(root["columns"]) if "columns" in root else COLUMNS,
            header=tuple(_header(each) for each in root["header"].items()) if "header" in root else (),
            sections=sections,
            shows_yes_units=_rollup(root["rollup"]) if "rollup" in root else True,
            checks=tuple(self._check(each) for each in root["checks"].items()) if "checks" in root else (),
            content_hash=content_hash,
        )

    def _named(self, node: Marked) -> str:
        """Key of a section or item, used once."""
        key = key_of(node)
        if key in self._names:
            raise node.fail(N_("“%(key)s”写了两次"), key=key)
        self._names.add(key)
        return key

    def _section(self, node: Marked) -> Section:
        found = node.mapping(allowed={"key", "label", "style", "items"}, required=("key", "label", "items"))
        key = self._named(found["key"])
        return Section(
            key=key,
            label=found["label"].value(str),
            items=tuple(self._item(each) for each in found["items"].items()),
            style=Style(found["style"].word([each.value for each in Style])) if "style" in found else Style.SENTENCE,
        )

    def _item(self, node: Marked) -> Item:
        allowed = {"key", "label", "requirement", "progress", "fields", "src"}
        found = node.mapping(allowed=allowed, required=("key", "label", "fields"))
        key = self._named(found["key"])
        fields = tuple(self._field(each) for each in found["fields"].items())
        progress = found["progress"].value(str) if "progress" in found else _plain_progress(fields)
        _check_blanks(found.get("progress", node), progress, fields)
        return Item(
            key=key,
            label=found["label"].value(str),
            requirement=found["requirement"].value(str) if "requirement" in found else "",
            progress=progress,
            fields=fields,
        )

    def _field(self, node: Marked) -> Field:
        allowed = {
            "key", "label", "unit", "type", "mode", "derive", "retired_after", "evidence", "required", "help", "shared",
        }  # fmt: skip
        found = node.mapping(allowed=allowed, required=("key", "label", "type", "mode"))
        key = key_of(found["key"])
        if key in self._keys:
            raise found["key"].fail(N_("字段“%(key)s”写了两次"), key=key)
        self._keys.add(key)
        if "evidence" in found:
            found["evidence"].word(("optional", "none"))
        kind = FieldType(found["type"].word([each.value for each in FieldType]))
        return Field(
            key=key,
            label=found["label"].value(str),
            unit=found["unit"].value(str) if "unit" in found else "",
            type=kind,
            mode=_mode(found, key),
            derive=read_derive(found["derive"], kind, self._sources) if "derive" in found else None,
            retired_after=found["retired_after"].value(int) if "retired_after" in found else None,
            is_required="required" not in found or found["required"].value(bool),
            help=found["help"].value(str) if "help" in found else "",
            is_shared="shared" in found and found["shared"].value(bool),
        )

    def _check(self, node: Marked) -> CheckRule:
        found = node.mapping(allowed={"rule", "severity", "note"}, required=("rule", "severity"))
        rule = found["rule"].value(str)
        try:
            check_rule(rule, self._keys)
        except Invalid as error:
            raise found["rule"].fail(error.message, **error.params) from None
        return CheckRule(
            rule=rule,
            severity=found["severity"].word(("error", "warn", "needs_reason")),
            note=found["note"].value(str) if "note" in found else "",
        )


def _mode(found: Mapping[str, Marked], key: str) -> Mode:
    mode = Mode(found["mode"].word([each.value for each in Mode]))
    if mode is not Mode.MANUAL and "derive" not in found:
        raise found["mode"].fail(N_("字段“%(key)s”由台账推算，必须写明 derive"), key=key)
    if mode is Mode.MANUAL and "derive" in found:
        raise found["mode"].fail(N_("字段“%(key)s”由人工填写，不能有 derive"), key=key)
    return mode


def _template(node: Marked) -> dict[str, Any]:
    allowed = {
        "key", "aliases", "version", "annex", "title", "year", "edition_ordinal", "theme", "level", "periods",
        "used_for_assessment",
    }  # fmt: skip
    found = node.mapping(allowed=allowed, required=("key", "title", "year"))
    read: dict[str, Any] = {
        "key": key_of(found["key"]),
        "title": found["title"].value(str),
        "year": _year(found["year"]),
        "level": found["level"].value(str) if "level" in found else "",
        "aliases": tuple(key_of(each) for each in found["aliases"].items()) if "aliases" in found else (),
    }
    plain = (
        ("version", int), ("annex", str), ("theme", str), ("edition_ordinal", int), ("used_for_assessment", bool),
    )  # fmt: skip
    read |= {name: found[name].value(kind) for name, kind in plain if name in found}
    return read | (_periods(found["periods"]) if "periods" in found else {})


def _year(node: Marked) -> int:
    year = node.value(int)
    if not 2000 <= year <= 2100:
        raise node.fail(N_("年份应为 2000 到 2100"))
    return year


def _periods(node: Marked) -> dict[str, Any]:
    found = node.mapping(allowed={"weekly_report", "final_report"})
    read: dict[str, Any] = {}
    if "weekly_report" in found:
        weekly = found["weekly_report"].mapping(allowed={"weekday", "months", "until"}, required=("weekday",))
        weekly["weekday"].word(("wed",))
        months = tuple(each.value(int) for each in weekly["months"].items()) if "months" in weekly else ()
        if any(not 1 <= month <= 12 for month in months):
            raise weekly["months"].fail(N_("月份应为 1 到 12"))
        read["weekly_report"] = WeeklyReport(months=months)
    if "final_report" in found:
        read["final_report"] = found["final_report"].value(date)
    return read


def _columns(node: Marked) -> tuple[str, ...]:
    found = tuple(each.value(str) for each in node.items())
    if len(found) != len(COLUMNS):
        raise node.fail(N_("columns 要写三列：%(columns)s"), columns="、".join(COLUMNS))
    return found


def _header(node: Marked) -> HeaderField:
    found = node.mapping(allowed={"key", "label", "type", "seal_required", "pii", "src"}, required=("key", "label"))
    return HeaderField(
        key=key_of(found["key"]),
        label=found["label"].value(str),
        type=FieldType(found["type"].word([each.value for each in FieldType])) if "type" in found else FieldType.TEXT,
        seal_required="seal_required" in found and found["seal_required"].value(bool),
        is_personal="pii" in found and found["pii"].value(bool),
    )


def _sources(node: Marked) -> dict[str, Source]:
    """Sources that other packages' producers bring along; the house's own keep their meaning."""
    found: dict[str, Source] = {}
    for key, columns in node.entries():
        if key in shipped_sources():
            raise columns.fail(N_("“%(key)s”是内置的来源，不能改"), key=key)
        words = columns.mapping(allowed={"plain", "kinds", "implied"})
        found[key] = Source(
            key=key,
            is_plain="plain" in words and words["plain"].value(bool),
            kinds=tuple(each.value(str) for each in words["kinds"].items()) if "kinds" in words else (),
            implied=tuple(each.value(str) for each in words["implied"].items()) if "implied" in words else (),
        )
    return found


def _rollup(node: Marked) -> bool:
    """Whether a parent shows how many of its units said yes; everything else is said to be as it is."""
    found = node.mapping(allowed={*_ROLLUP, "bool"})
    for word, meaning in _ROLLUP.items():
        if word in found:
            found[word].word((meaning,))
    if "bool" not in found:
        return True
    answers = found["bool"].mapping(allowed={"parent", "show"})
    if "parent" in answers:
        answers["parent"].word(("own_answer",))
    return "show" not in answers or answers["show"].word(("yes_units_of_total", "nothing")) != "nothing"


def _plain_progress(fields: tuple[Field, ...]) -> str:
    """A sentence for rows that bring none: one line a field."""
    lines = [
        f"{each.label}（{{{each.key}}}）{each.unit}" if each.is_number else f"{each.label}：{{{each.key}}}"
        for each in fields
    ]
    return "；\n".join(lines) + "。"


def _check_blanks(node: Marked, progress: str, fields: tuple[Field, ...]) -> None:
    blanks, keys = _BLANK.findall(progress), [each.key for each in fields]
    if sorted(blanks) != sorted(keys):
        odd = sorted(set(blanks) ^ set(keys)) or sorted(blanks)
        raise node.fail(N_("句子里的空格与字段不一致：%(keys)s"), keys="、".join(odd))
