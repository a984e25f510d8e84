"""What is different between two versions of a form, row by row. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizapp.form_editor.bindings import FOLD_LABELS, all_marks, choices
from quizapp.kit.i18n import N_, Phrase
from quizapp.statistics import Field, Form, Item, read_rule

MODES: Mapping[str, str] = {"auto": N_("台账推算"), "assisted": N_("推算后确认"), "manual": N_("人工填写")}
TYPES: Mapping[str, str] = {
    "count": N_("件数"), "persons": N_("人次、人数"), "bool": N_("是否"), "text": N_("文字"), "date": N_("日期"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference: ``added``, ``removed``, ``changed`` or ``moved``; ``what`` is a message id."""

    verb: str
    where: str
    what: str
    before: str = ""
    after: str = ""


def compare_forms(old: Form, new: Form) -> list[Difference]:
    """Heading, rows, blanks and rules, in the order of the newer form; what is gone comes last."""
    return [*_heading(old, new), *_items(old, new), *_fields(old, new), *_rules(old, new)]


def _heading(old: Form, new: Form) -> Iterator[Difference]:
    pairs = (
        (N_("表名"), old.title, new.title), (N_("年份"), str(old.year), str(new.year)), (N_("附件号"), old.annex, new.annex),
        (N_("主题"), old.theme, new.theme),
    )  # fmt: skip
    for what, before, after in pairs:
        if before != after:
            yield Difference(verb="changed", where=new.title, what=what, before=before, after=after)


def _rows(form: Form) -> dict[str, tuple[str, str, Item]]:
    return {item.key: (section.label, section.style.value, item) for section in form.sections for item in section.items}


def _items(old: Form, new: Form) -> Iterator[Difference]:
    before, after = _rows(old), _rows(new)
    for key, (section, style, item) in after.items():
        if key not in before:
            yield Difference(verb="added", where=item.label, what=N_("行"), after=section)
            continue
        was_in, was_style, was = before[key]
        pairs = (
            (N_("所在部分"), was_in, section), (N_("样式"), was_style, style), (N_("行名"), was.label, item.label),
            (N_("内容要求"), was.requirement, item.requirement), (N_("句子"), _said(was), _said(item)),
        )  # fmt: skip
        for what, one, two in pairs:
            if one != two:
                yield Difference(verb="changed", where=item.label, what=what, before=one, after=two)
    for key, (section, _, item) in before.items():
        if key not in after:
            yield Difference(verb="removed", where=item.label, what=N_("行"), before=section)


def _said(item: Item) -> str:
    text = item.progress
    for field in item.fields:
        text = text.replace(f"{{{field.key}}}", f"【{field.label}】")
    return text


def _fields(old: Form, new: Form) -> Iterator[Difference]:
    for key, field in new.by_key.items():
        was = old.by_key.get(key)
        if was is None:
            yield Difference(verb="added", where=field.label, what=N_("格"), after=binding_words(field))
            continue
        for what, one, two in _facts(was, field):
            if one != two:
                yield Difference(verb="changed", where=field.label, what=what, before=one, after=two)
    for key, field in old.by_key.items():
        if key not in new.by_key:
            yield Difference(verb="removed", where=field.label, what=N_("格"), before=binding_words(field))


def _facts(old: Field, new: Field) -> Iterator[tuple[str, str, str]]:
    yield N_("格名"), old.label, new.label
    yield N_("计量单位"), old.unit, new.unit
    yield N_("类型"), TYPES[old.type], TYPES[new.type]
    yield N_("由谁填"), MODES[old.mode], MODES[new.mode]
    yield N_("从哪里来"), binding_words(old), binding_words(new)
    yield N_("停用"), str(old.retired_after or ""), str(new.retired_after or "")
    yield N_("填表说明"), old.help, new.help
    yield N_("必填"), str(old.is_required), str(new.is_required)
    yield N_("有意同时计入"), str(old.is_shared), str(new.is_shared)


def _rules(old: Form, new: Form) -> Iterator[Difference]:
    labels = {key: field.label for form in (old, new) for key, field in form.by_key.items()}
    before, after = ({check.rule: check for check in form.checks} for form in (old, new))
    for rule, check in after.items():
        if rule not in before:
            yield Difference(verb="added", where=str(read_rule(rule, labels)), what=N_("核对规则"), after=check.note)
    for rule, check in before.items():
        if rule not in after:
            yield Difference(verb="removed", where=str(read_rule(rule, labels)), what=N_("核对规则"), before=check.note)


def binding_words(field: Field) -> str:
    """Where a blank's figure comes from, in words: 应急综合演练、专项应急演练 · 数场次. Empty for what people fill in."""
    derive = field.derive
    if derive is None:
        return ""
    known = choices()
    kinds = [known[kind].label if kind in known else kind for kind in derive.kinds]
    if derive.family:
        family = known.get(f"{derive.family}.*") or known.get(derive.family)
        kinds = [family.label if family else derive.family]
    marks = [all_marks().get(tag, tag) for tag in derive.tags]
    fold = FOLD_LABELS[derive.fold].partition("（")[0]
    return " · ".join(part for part in ("、".join(kinds), "、".join(marks), fold) if part)


def describe_binding(field: Field) -> Phrase:
    """`binding_words`, or that a person fills it in."""
    words = binding_words(field)
    return Phrase("%(words)s", words=words) if words else Phrase(N_("人工填写"))
