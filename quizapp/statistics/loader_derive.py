"""Reading ``derive``: from the words of a form to the words of the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping

from quizapp.kit.i18n import N_
from quizapp.ledger import Measure
from quizapp.statistics.form import MEASURES, Derive, FieldType, Fold
from quizapp.statistics.marked import Marked
from quizapp.statistics.sources import Source

_KEY = re.compile(r"[a-z][a-z0-9_]{1,63}")
#: Words that turn into the tag ``word:value``.
_TAGGED = ("status", "delivery", "campaign", "sector")
_ALLOWED = {"from", "kind", "agg", "tag", "distinct", "min", *_TAGGED}


def key_of(node: Marked) -> str:
    """A key: lower-case letters, digits and underscores."""
    text = node.value(str)
    if not _KEY.fullmatch(text):
        raise node.fail(N_("“%(text)s”不能作为键：请用小写字母、数字和下划线"), text=text)
    return text


def read_derive(node: Marked, kind: FieldType, sources: Mapping[str, Source]) -> Derive:
    """How a field of type ``kind`` is derived. Raises `FormError` naming the line."""
    found = node.mapping(allowed=_ALLOWED, required=("from", "agg"))
    source = sources[found["from"].word(sorted(sources))]
    wanted = tuple(key_of(each) for each in found["kind"].items()) if "kind" in found else ()
    fold = Fold(found["agg"].word([each.value for each in Fold]))
    _check_type(found["agg"], kind, fold)
    kinds = source.ledger_kinds(wanted)
    if source.is_plain and not kinds and fold not in (Fold.SESSIONS, Fold.EXISTS):
        raise node.fail(N_("没有写 kind 时只能数场次（sessions）或有无（exists）"))
    return Derive(
        fold=fold,
        measure=_measure(source, fold),
        kinds=kinds,
        also=source.also_kinds(kinds),
        family="" if kinds or source.is_plain else source.key,
        tags=_tags(found, source),
        distinct=_distinct(found, fold),
        minimum=_minimum(found, fold),
    )


def _check_type(node: Marked, kind: FieldType, fold: Fold) -> None:
    if (fold is Fold.EXISTS) != (kind is FieldType.BOOL):
        raise node.fail(N_("exists 只用于 bool 字段，bool 字段也只能用 exists"))
    if kind not in (FieldType.COUNT, FieldType.PERSONS, FieldType.BOOL):
        raise node.fail(N_("文字和日期不能由台账推算"))


def _measure(source: Source, fold: Fold) -> Measure | None:
    """An activity exists when it was held; anything else exists when there is any of it."""
    if fold is Fold.EXISTS and source.is_plain and not source.kinds:
        return Measure.SESSION_HELD
    return MEASURES.get(fold)


def _tags(found: Mapping[str, Marked], source: Source) -> tuple[str, ...]:
    tags = [_tag(each) for each in found["tag"].items()] if "tag" in found else []
    tags += [f"{word}:{_tag(found[word])}" for word in _TAGGED if word in found]
    return tuple(tag for tag in tags if tag not in source.implied)


def _tag(node: Marked) -> str:
    text = node.value(str)
    if not text or any(character.isspace() for character in text):
        raise node.fail(N_("标签里不能有空格"))
    return text


def _distinct(found: Mapping[str, Marked], fold: Fold) -> str:
    if "distinct" not in found:
        return ""
    if fold is not Fold.EXISTS:
        raise found["distinct"].fail(N_("distinct 和 min 只用于 exists"))
    return key_of(found["distinct"])


def _minimum(found: Mapping[str, Marked], fold: Fold) -> int:
    if "min" not in found:
        return 1
    least = found["min"].value(int)
    if fold is not Fold.EXISTS or least < 1:
        raise found["min"].fail(N_("distinct 和 min 只用于 exists"))
    return least
