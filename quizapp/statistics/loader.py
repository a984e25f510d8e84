"""Reading forms: those shipped with the software and those an installation adds in its ``forms`` folder."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.statistics.form import (
    CheckRule,
    Derive,
    Field,
    FieldType,
    Fold,
    Form,
    HeaderField,
    Item,
    Mode,
    Section,
)
from quizapp.statistics.marked import Marked

_KEY = re.compile(r"[a-z][a-z0-9_]{1,63}")
_BLANK = re.compile(r"\{([a-z0-9_]+)\}")
#: Words of ``derive`` that turn into the tag ``word:value``.
_TAGGED = ("status", "delivery", "campaign", "sector")


def parse_form(text: str, *, name: str = "form") -> Form:
    """The form that ``text`` (YAML) describes. Raises `FormError` naming the line."""
    root = Marked.parse(name, text).mapping(
        allowed={"template", "header", "columns", "sections", "rollup", "checks"}, required=("template", "sections")
    )
    seen: set[str] = set()
    return Form(
        **_template(root["template"]),
        columns=tuple(each.value(str) for each in root["columns"].items()) if "columns" in root else ("", "", ""),
        header=tuple(_header(each) for each in root["header"].items()) if "header" in root else (),
        sections=tuple(_section(each, seen) for each in root["sections"].items()),
        checks=tuple(_check(each) for each in root["checks"].items()) if "checks" in root else (),
    )


def _template(node: Marked) -> dict[str, Any]:
    allowed = {
        "key", "aliases", "version", "annex", "title", "year", "edition_ordinal", "theme", "level", "periods",
        "used_for_assessment",
    }  # fmt: skip
    found = node.mapping(allowed=allowed, required=("key", "title", "year"))
    periods = found["periods"].mapping(allowed={"weekly_report", "final_report"}) if "periods" in found else {}
    from_file: dict[str, Any] = {
        "key": _key(found["key"]),
        "title": found["title"].value(str),
        "year": found["year"].value(int),
        "level": found["level"].value(str) if "level" in found else "",
        "aliases": tuple(_key(each) for each in found["aliases"].items()) if "aliases" in found else (),
    }
    for name, kind in (("version", int), ("annex", str), ("theme", str), ("edition_ordinal", int)):
        if name in found:
            from_file[name] = found[name].value(kind)
    if "final_report" in periods:
        from_file["final_report"] = periods["final_report"].value(date)
    return from_file


def _key(node: Marked) -> str:
    text = node.value(str)
    if not _KEY.fullmatch(text):
        raise node.fail(N_("“%(text)s”不能作为键：请用小写字母、数字和下划线"), text=text)
    return text


def _header(node: Marked) -> HeaderField:
    found = node.mapping(allowed={"key", "label", "type", "seal_required", "pii"}, required=("key", "label"))
    return HeaderField(
        key=_key(found["key"]),
        label=found["label"].value(str),
        type=FieldType(found["type"].word([each.value for each in FieldType])) if "type" in found else FieldType.TEXT,
        seal_required="seal_required" in found and found["seal_required"].value(bool),
        is_personal="pii" in found and found["pii"].value(bool),
    )


def _section(node: Marked, seen: set[str]) -> Section:
    found = node.mapping(allowed={"key", "label", "items"}, required=("key", "label", "items"))
    return Section(
        key=_key(found["key"]),
        label=found["label"].value(str),
        items=tuple(_item(each, seen) for each in found["items"].items()),
    )


def _item(node: Marked, seen: set[str]) -> Item:
    allowed = {"key", "label", "requirement", "progress", "fields", "src"}
    found = node.mapping(allowed=allowed, required=("key", "label", "fields"))
    fields = tuple(_field(each, seen) for each in found["fields"].items())
    progress = found["progress"].value(str) if "progress" in found else _plain_progress(fields)
    _check_blanks(found.get("progress", node), progress, fields)
    return Item(
        key=_key(found["key"]),
        label=found["label"].value(str),
        requirement=found["requirement"].value(str) if "requirement" in found else "",
        progress=progress,
        fields=fields,
    )


def _plain_progress(fields: tuple[Field, ...]) -> str:
    """A sentence for rows that bring none: one line a field."""
    lines = [
        f"{each.label}：{{{each.key}}}" if each.type is FieldType.BOOL else f"{each.label}（{{{each.key}}}）{each.unit}"
        for each in fields
    ]
    return "；\n".join(lines) + "。"


def _check_blanks(node: Marked, progress: str, fields: tuple[Field, ...]) -> None:
    blanks, keys = _BLANK.findall(progress), [each.key for each in fields]
    if sorted(blanks) != sorted(keys):
        odd = sorted(set(blanks) ^ set(keys)) or sorted(blanks)
        raise node.fail(N_("句子里的空格与字段不一致：%(keys)s"), keys="、".join(odd))


def _field(node: Marked, seen: set[str]) -> Field:
    allowed = {"key", "label", "unit", "type", "mode", "derive", "retired_after", "evidence"}
    found = node.mapping(allowed=allowed, required=("key", "label", "type", "mode"))
    key = _key(found["key"])
    if key in seen:
        raise found["key"].fail(N_("字段“%(key)s”写了两次"), key=key)
    seen.add(key)
    mode = Mode(found["mode"].word([each.value for each in Mode]))
    if mode is not Mode.MANUAL and "derive" not in found:
        raise node.fail(N_("字段“%(key)s”由台账推算，必须写明 derive"), key=key)
    return Field(
        key=key,
        label=found["label"].value(str),
        unit=found["unit"].value(str) if "unit" in found else "",
        type=FieldType(found["type"].word([each.value for each in FieldType])),
        mode=mode,
        derive=_derive(found["derive"]) if "derive" in found else None,
        retired_after=found["retired_after"].value(int) if "retired_after" in found else None,
    )


def _derive(node: Marked) -> Derive:
    allowed = {"from", "kind", "agg", "tag", "distinct", "min", *_TAGGED}
    found = node.mapping(allowed=allowed, required=("from", "agg"))
    tags = [each.value(str) for each in found["tag"].items()] if "tag" in found else []
    tags += [f"{word}:{found[word].value(str)}" for word in _TAGGED if word in found]
    return Derive(
        source=_key(found["from"]),
        fold=Fold(found["agg"].word([each.value for each in Fold])),
        kinds=tuple(_key(each) for each in found["kind"].items()) if "kind" in found else (),
        tags=tuple(tags),
        distinct=found["distinct"].value(str) if "distinct" in found else "",
        minimum=found["min"].value(int) if "min" in found else 1,
    )


def _check(node: Marked) -> CheckRule:
    found = node.mapping(allowed={"rule", "severity", "note"}, required=("rule", "severity"))
    return CheckRule(
        rule=found["rule"].value(str),
        severity=found["severity"].word(["error", "warn", "needs_reason"]),
        note=found["note"].value(str) if "note" in found else "",
    )


@lru_cache(maxsize=1)
def shipped_forms() -> dict[str, Form]:
    """Key -> form, for the forms that come with the software."""
    folder = files("quizapp.statistics").joinpath("forms")
    found = [each for each in folder.iterdir() if each.name.endswith(".yaml")]
    forms = [parse_form(each.read_text("utf-8"), name=each.name) for each in sorted(found, key=lambda each: each.name)]
    return {form.key: form for form in forms}


@lru_cache(maxsize=8)
def load_forms(folder: Path | None = None) -> dict[str, Form]:
    """Shipped forms and those in ``folder``; a file there replaces the shipped form of the same key."""
    forms = dict(shipped_forms())
    if folder is not None and folder.is_dir():
        for path in sorted(folder.glob("*.y*ml")):
            form = parse_form(path.read_text("utf-8"), name=path.name)
            forms[form.key] = form
    return forms


def get_form(key: str, folder: Path | None = None) -> Form:
    """The form with this key or alias. Raises `NotFound` naming those there are."""
    forms = load_forms(folder)
    if key in forms:
        return forms[key]
    for form in forms.values():
        if key in form.aliases:
            return form
    raise NotFound(N_("没有名为“%(key)s”的统计表，现有：%(keys)s"), key=key, keys="、".join(sorted(forms)))
