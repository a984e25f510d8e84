"""What a row can count, to be picked from lists: kinds with their Chinese names, what of them is counted, and marks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from quizapp.activities import activity_groups, activity_kinds, activity_tags, sectors
from quizapp.errors import Invalid
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_
from quizapp.ledger import Measure
from quizapp.records import record_groups, record_kinds, record_tags, statuses
from quizapp.statistics import Fold, shipped_sources

_ACTIVITY = "activity"
_SESSION_FOLDS = (Fold.SESSIONS, Fold.ATTENDANCES, Fold.DISTINCT_PERSONS, Fold.EXISTS)
_RECORD_FOLDS: Mapping[Measure, tuple[Fold, ...]] = {
    Measure.ITEM: (Fold.ITEMS, Fold.EXISTS),
    Measure.QUANTITY: (Fold.QUANTITY, Fold.EXISTS),
    Measure.ATTENDANCE: (Fold.ATTENDANCES, Fold.DISTINCT_PERSONS, Fold.EXISTS),
    Measure.SESSION_HELD: (Fold.SESSIONS, Fold.EXISTS),
}
#: Kinds that are not only entered as attendances: a room writes that it took place, too.
_HELD_TOO = ("live_quiz_player",)
FOLD_LABELS: Mapping[Fold, str] = {
    Fold.SESSIONS: N_("数场次（办了几场、几次）"),
    Fold.ATTENDANCES: N_("数人次（来一次算一次）"),
    Fold.DISTINCT_PERSONS: N_("数人数（同一个人只算一个）"),
    Fold.ITEMS: N_("数件数（几篇、几个、几部）"),
    Fold.QUANTITY: N_("数数量（几份、几张、几条）"),
    Fold.EXISTS: N_("有没有（是或否）"),
}
_ONE_WORD = ("status", "delivery", "campaign", "sector")
DELIVERIES = {"delivery:online": N_("线上"), "delivery:offline": N_("线下")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One kind that a row may count. Labels are message ids."""

    #: Ledger kind; ``media_item.*`` = all kinds of that source.
    id: str
    source: str
    #: Kind in the form's file; empty = the whole source.
    kind: str
    label: str
    group: str
    #: Unit word of one holding or thing.
    word: str
    folds: tuple[Fold, ...]
    #: Marks that its entries can carry: tag -> label.
    tags: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def choices() -> dict[str, Choice]:
    """Id -> choice, in the order of pickers: activities, the contest, records."""
    found = [*_activities(), *_contests(), *_records()]
    return {each.id: each for each in found}


def _activities() -> list[Choice]:
    marks = activity_tags() | DELIVERIES | {f"sector:{key}": label for key, label in sectors().items()}
    groups = activity_groups()
    anything = Choice(
        id=_ACTIVITY, source=_ACTIVITY, kind="", label=N_("任何活动"), group=N_("任何活动"), word="场",
        folds=(Fold.SESSIONS, Fold.EXISTS), tags=marks,
    )  # fmt: skip
    return [anything] + [
        Choice(
            id=key, source=_ACTIVITY, kind=key, label=kind.label, group=groups[kind.group], word=kind.word,
            folds=_SESSION_FOLDS, tags=marks,
        )
        for key, kind in activity_kinds().items()
    ]  # fmt: skip


def _contests() -> list[Choice]:
    source = shipped_sources()["contest_attempt"]
    return [
        Choice(
            id=kind, source=source.key, kind="", label=kind_labels().get(kind, N_("知识竞赛")), group=N_("知识竞赛"),
            word="人次", folds=(Fold.ATTENDANCES, Fold.DISTINCT_PERSONS, Fold.EXISTS),
        )
        for kind in source.kinds
    ]  # fmt: skip


def _records() -> list[Choice]:
    groups, names = record_groups(), record_tags()
    found: list[Choice] = []
    families: dict[str, list[Choice]] = {}
    for key, each in record_kinds().items():
        source, _, kind = key.partition(".")
        if source not in shipped_sources():
            continue
        folds = _RECORD_FOLDS[each.measure] + ((Fold.DISTINCT_PERSONS,) if each.is_coded else ())
        folds += (Fold.SESSIONS,) if key in _HELD_TOO else ()
        marks = {tag: names.get(tag, tag) for tag in each.tags}
        marks |= {f"status:{word}": statuses()[word] for word in each.statuses}
        found.append(
            Choice(
                id=key, source=source, kind=kind, label=each.label, group=groups[each.group], word=each.word,
                folds=tuple(dict.fromkeys(folds)), tags=marks,
            )
        )  # fmt: skip
        families.setdefault(source, []).append(found[-1])
    for source, members in families.items():
        if len(members) > 1:
            at = found.index(members[0])
            found.insert(at, _family(source, members))
    return found


def _family(source: str, members: list[Choice]) -> Choice:
    first = members[0]
    marks = {tag: label for each in members for tag, label in each.tags.items()}
    folds = tuple(fold for fold in first.folds if all(fold in each.folds for each in members))
    label = N_("全部%(group)s")
    return Choice(
        id=f"{source}.*", source=source, kind="", label=label % {"group": first.group}, group=first.group,
        word=first.word, folds=folds, tags=marks,
    )  # fmt: skip


def all_marks() -> dict[str, str]:
    """Every mark that some kind can carry: tag -> label, the frequent ones first."""
    found: dict[str, str] = {}
    for each in choices().values():
        found |= dict(each.tags)
    return dict(sorted(found.items(), key=lambda pair: pair[0].startswith(("sector:", "delivery:"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A binding as it was picked; without ids it counts nothing and is filled in by hand."""

    ids: tuple[str, ...] = ()
    fold: str = ""
    tags: tuple[str, ...] = ()
    #: For yes/no: at least so many different values of this tag (``sector``).
    distinct: str = ""
    minimum: int = 1


def derive_of(picked: Picked) -> dict[str, Any]:
    """The binding as the file has it. Raises `Invalid` naming what does not go together."""
    found = [choices()[each] for each in picked.ids if each in choices()]
    if not found or len(found) != len(picked.ids):
        raise Invalid(N_("请选这一格从哪里来"), field="kinds")
    sources = {each.source for each in found}
    if len(sources) > 1:
        raise Invalid(
            N_("“%(one)s”和“%(two)s”来自不同的地方，不能合在一格里：请分成两格"),
            field="kinds", one=found[0].label, two=next(each.label for each in found if each.source != found[0].source),
        )  # fmt: skip
    if picked.fold not in list(Fold):
        raise Invalid(N_("请选数什么"), field="fold")
    derive: dict[str, Any] = {"from": sources.pop()}
    kinds = [] if any(not each.kind for each in found) else [each.kind for each in found]
    if kinds:
        derive["kind"] = kinds[0] if len(kinds) == 1 else kinds
    return derive | _tag_words(picked.tags) | _distinct_words(picked) | {"agg": picked.fold}


def _tag_words(tags: Collection[str]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    free = []
    for tag in tags:
        name, _, value = tag.partition(":")
        if value and name in _ONE_WORD and name not in words:
            words[name] = value
        else:
            free.append(tag)
    return words | ({"tag": free[0] if len(free) == 1 else free} if free else {})


def _distinct_words(picked: Picked) -> dict[str, Any]:
    if not picked.distinct or picked.fold != Fold.EXISTS:
        return {}
    return {"distinct": picked.distinct, "min": max(picked.minimum, 1)}


def picked_of(derive: Mapping[str, Any] | None) -> Picked:
    """A binding of the file as picks. Kinds that nothing here knows are left out: the lint names them."""
    if derive is None:
        return Picked()
    source, kinds = derive["from"], _listed(derive.get("kind"))
    if kinds:
        ids = [kind if source == _ACTIVITY else f"{source}.{kind}" for kind in kinds]
    elif source == "contest_attempt":
        ids = list(shipped_sources()[source].kinds)
    else:
        ids = [f"{source}.*" if f"{source}.*" in choices() else source]
    tags = [*_listed(derive.get("tag")), *(f"{word}:{derive[word]}" for word in _ONE_WORD if word in derive)]
    return Picked(
        ids=tuple(each for each in ids if each in choices()), fold=str(derive["agg"]), tags=tuple(map(str, tags)),
        distinct=str(derive.get("distinct", "")), minimum=int(derive.get("min", 1)),
    )  # fmt: skip


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
