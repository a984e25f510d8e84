"""What is odd about a form before it is published: each finding names the row and says what to do. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.form_editor.bindings import Choice, all_marks, choices
from quizapp.kit.i18n import N_, Phrase
from quizapp.statistics import CELL_WORDS, Derive, Field, FieldType, Fold, Form, find_overlaps, names_in

_PEOPLE = {"人次", "人", "名"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to look at. ``error`` keeps the form from being published; ``warn`` does not."""

    severity: str
    code: str
    #: The row or blank it is about, as people call it; empty = the form.
    where: str
    #: Key of the field, or of the item, to go to; empty = the form.
    key: str
    phrase: Phrase


def lint_form(form: Form) -> list[Remark]:
    """Errors first, in the order of the form."""
    found = [*_structure(form), *_labels(form), *_fields(form), *_overlaps(form), *_checks(form)]
    return sorted(found, key=lambda each: each.severity != "error")


def _remark(severity: str, code: str, about: Field | str, message: str, key: str = "", **params: object) -> Remark:
    where = about if isinstance(about, str) else about.label
    place = key if isinstance(about, str) else about.key
    return Remark(severity=severity, code=code, where=where, key=place, phrase=Phrase(message, **params))


def _structure(form: Form) -> Iterator[Remark]:
    if not form.by_key:
        yield _remark("error", "empty", form.title, N_("表里还没有一格：请先添加行和格"))
    for section in form.sections:
        if not section.items:
            yield _remark("warn", "empty", section.label, N_("这个部分还没有行：请添加一行，或者删掉它"))
        for item in section.items:
            if not item.fields:
                yield _remark("error", "empty", item.label, N_("这一行还没有格：请添加一格，或者删掉它"), item.key)


def _labels(form: Form) -> Iterator[Remark]:
    counts = Counter(field.label for field in form.fields() if not field.is_retired(form.year))
    for field in form.fields():
        if counts[field.label] > 1 and not field.is_retired(form.year):
            message = N_("有 %(count)d 格都叫这个名字，填的人分不清：请改名")
            yield _remark("warn", "same_label", field, message, count=counts[field.label])


def _fields(form: Form) -> Iterator[Remark]:
    for field in form.fields():
        if field.is_retired(form.year):
            continue
        if field.is_number and not field.unit:
            yield _remark("warn", "no_unit", field, N_("没有计量单位：请选场、次、人次、个……"))
        if field.derive is not None:
            yield from _feeding(field, field.derive)


def _feeding(field: Field, derive: Derive) -> Iterator[Remark]:
    known = choices()
    for kind in derive.kinds:
        if kind not in known:
            yield _remark(
                "error",
                "unknown_kind",
                field,
                N_("不认识类别“%(kind)s”，没有人登记得了它：请重新选从哪里来"),
                kind=kind,
            )
    found = [known[kind] for kind in derive.kinds if kind in known]
    if derive.family:
        found = [each for key, each in known.items() if _in_family(key, derive.family)]
        if not found:
            message = N_("没有任何记录会进“%(kind)s”：请重新选从哪里来")
            yield _remark("error", "unknown_kind", field, message, kind=derive.family)
    if found:
        yield from _counting(field, derive, found)
    yield from _marks(field, derive, found)
    if field.type is FieldType.PERSONS and derive.fold is Fold.SESSIONS:
        yield _remark("warn", "wrong_type", field, N_("数的是场次，类型却是人次：请改其中一个"))
    if field.type is FieldType.COUNT and field.unit in _PEOPLE:
        yield _remark(
            "warn", "wrong_type", field, N_("单位是“%(unit)s”，类型却是件数：请把类型改为人次"), unit=field.unit
        )


def _in_family(kind: str, family: str) -> bool:
    return kind == family or (kind.startswith(f"{family}.") and not kind.endswith(".*"))


def _counting(field: Field, derive: Derive, found: list[Choice]) -> Iterator[Remark]:
    silent = [each for each in found if derive.fold not in each.folds]
    if len(silent) == len(found):
        message = N_("没有什么能填进这一格：“%(kind)s”不是这样数的，请改“数什么”或换一个来源")
        yield _remark("error", "cannot_feed", field, message, kind=silent[0].label)
    elif silent and derive.kinds:
        message = N_("“%(kind)s”不是这样数的，它永远不会算进这一格：请去掉它")
        yield _remark("warn", "cannot_feed", field, message, kind="、".join(each.label for each in silent))


def _marks(field: Field, derive: Derive, found: list[Choice]) -> Iterator[Remark]:
    for tag in derive.tags:
        if found and not any(tag in each.tags for each in found):
            label = all_marks().get(tag, tag)
            message = N_("“%(kind)s”不会带“%(tag)s”这个标记，这一格永远是 0：请去掉标记或换一个来源")
            yield _remark("error", "unknown_tag", field, message, kind=found[0].label, tag=label)


def _overlaps(form: Form) -> Iterator[Remark]:
    for pair in find_overlaps(form):
        if not pair.is_marked:
            message = N_("它的记录也会算进“%(other)s”，同一条算了两次：请改其中一格，或者勾选“有意同时计入”")
            yield _remark("warn", "counted_twice", pair.first, message, other=pair.second.label)


def _checks(form: Form) -> Iterator[Remark]:
    for check in form.checks:
        for name in sorted(names_in(check.rule) - CELL_WORDS):
            field = form.by_key.get(name)
            if field is None:
                continue  # a rule with X_: the loader has seen that it fits somewhere
            if field.is_retired(form.year):
                message = N_("有核对规则用到它，可它已经停用：请删掉那条规则")
                yield _remark("error", "rule_retired", field, message)
            elif not field.is_number and field.type is not FieldType.BOOL:
                yield _remark("warn", "rule_text", field, N_("核对规则只看得懂数字：请删掉用到它的规则"))
