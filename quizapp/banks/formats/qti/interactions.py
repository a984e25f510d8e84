"""Each interaction of an item into a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.moodle_answers import name_weights, number_of
from quizapp.banks.formats.qti.flow import Attach, Flow, read_flow
from quizapp.banks.formats.qti.keys import Key
from quizapp.banks.formats.qti.names import attribute, deep, named
from quizapp.kit.i18n import N_
from quizapp.questions import Blank, Media
from quizapp.sheets import Node

#: Words that make a choice of two a statement.
_TRUE = {"true", "对", "正确", "對", "正確"}
_FALSE = {"false", "错", "错误", "錯", "錯誤"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """An interaction with its key, on its way into a draft."""

    draft: Draft
    node: Node
    key: Key
    attach: Attach


@dataclass(frozen=True, kw_only=True, slots=True)
class _Choice:
    name: str
    text: str
    media: Media | None


def fill_choice(asked: Asked) -> None:
    """One or several options; two that say true and false are a statement."""
    choices = _choices(asked, asked.node, "simpleChoice", "inlineChoice")
    if choices is None:
        return
    draft, key = asked.draft, asked.key
    is_multiple = key.cardinality == "multiple"
    truths = [_truth(choice) for choice in choices]
    _set_options(draft, choices)
    draft.right = _indexes(asked, choices, key.right)
    draft.type_text = "multiple" if is_multiple else "single"
    if not is_multiple and sorted(str(truth) for truth in truths) == ["False", "True"]:
        draft.type_text = "true_false"
        draft.options = ["正确" if truth else "错误" for truth in truths]
    name_weights(draft, key.weights, is_single=not is_multiple)


def fill_order(asked: Asked) -> None:
    """Steps in the order of the file; the key is their right order."""
    choices = _choices(asked, asked.node, "simpleChoice")
    if choices is None:
        return
    asked.draft.type_text = "ordering"
    _set_options(asked.draft, choices)
    asked.draft.right = _indexes(asked, choices, asked.key.right)


def fill_match(asked: Asked) -> None:
    """The first set are prompts, the second options; turned round where only that gives one option a prompt."""
    sets = named(asked.node, "simpleMatchSet")
    if len(sets) != 2:
        _refuse(asked)
        return
    left, right = (_choices(asked, each, "simpleAssociableChoice") for each in sets)
    if left is not None and right is not None:
        pairs = [(first, second) for first, second in map(_pair, asked.key.right) if first]
        if _is_one_each(left, [first for first, _ in pairs]):
            _set_pairs(asked, left, right, pairs)
        else:
            _set_pairs(asked, right, left, [(second, first) for first, second in pairs])


def fill_associate(asked: Asked) -> None:
    """Pairs of one set: what stands first in a pair is the prompt."""
    choices = _choices(asked, asked.node, "simpleAssociableChoice")
    if choices is None:
        return
    pairs = [(first, second) for first, second in map(_pair, asked.key.right) if first]
    firsts = {first for first, _ in pairs}
    left = [choice for choice in choices if choice.name in firsts]
    _set_pairs(asked, left, [choice for choice in choices if choice.name not in firsts], pairs)


def fill_texts(draft: Draft, keys: Sequence[Key]) -> None:
    """A blank for each text entry."""
    draft.type_text = "fill_in"
    draft.blanks = tuple(_blank(key) for key in keys)
    for key in keys:
        name_weights(draft, key.weights, is_single=True)


def find_filler(name: str) -> Callable[[Asked], None] | None:
    """What fills a draft from the interaction of that name; None for one that we have nothing like."""
    return {
        "choiceInteraction": fill_choice,
        "inlineChoiceInteraction": fill_choice,
        "orderInteraction": fill_order,
        "matchInteraction": fill_match,
        "associateInteraction": fill_associate,
    }.get(name)


def _blank(key: Key) -> Blank:
    if key.base_type in ("float", "integer"):
        value = number_of(key.right[0]) if key.right else float("nan")
        return Blank(number=value, tolerance=key.tolerance) if value == value else Blank()
    best = max(key.points.values(), default=0.0)
    texts = [*key.correct, *(text for text, points in key.points.items() if points == best > 0)]
    # Without letters that have two cases the question of case does not arise.
    has_cases = any(text.lower() != text.upper() for text in texts)
    return Blank(accepted=tuple(dict.fromkeys(texts)), case_sensitive=key.is_case_sensitive and has_cases)


def _choices(asked: Asked, parent: Node, *names: str) -> list[_Choice] | None:
    """The choices with their texts; None after naming identifiers that stand twice."""
    found = []
    for node in deep(parent, *names):
        flow: Flow = read_flow(node, asked.attach)
        media = flow.media[0] if flow.media else None
        found.append(_Choice(name=attribute(node, "identifier"), text=flow.text(), media=media))
    counts = [choice.name for choice in found]
    repeated = sorted({name for name in counts if counts.count(name) > 1}) if len(found) < 1000 else []
    if repeated:
        message = N_("第 %(row)d 行：有选项的 identifier 重复（%(names)s），无法判断答案")
        asked.draft.give_up("E-DUPID", message, "options", names=shorten("、".join(repeated)))
        return None
    return found


def _set_options(draft: Draft, choices: Sequence[_Choice]) -> None:
    draft.options = [choice.text for choice in choices]
    if any(choice.media for choice in choices):
        draft.option_media = tuple(choice.media for choice in choices)


def _indexes(asked: Asked, choices: Sequence[_Choice], names: Sequence[str]) -> tuple[int, ...]:
    places = {choice.name: index for index, choice in enumerate(choices)}
    unknown = [name for name in names if name not in places]
    if unknown:
        message = N_("第 %(row)d 行：答案“%(names)s”不是任何选项的 identifier")
        asked.draft.fail("E-KEYRANGE", message, "correct", names=shorten("、".join(unknown)))
    return tuple(places[name] for name in names if name in places)


def _set_pairs(
    asked: Asked, left: Sequence[_Choice], right: Sequence[_Choice], pairs: Sequence[tuple[str, str]]
) -> None:
    draft = asked.draft
    draft.type_text = "matching"
    _set_options(draft, right)
    draft.prompts = [choice.text for choice in left]
    if any(choice.media for choice in left):
        draft.warn("W-PICTURE", N_("第 %(row)d 行：匹配题左边的图片没有读取"), "prompts")
    if not _is_one_each(left, [first for first, _ in pairs]):
        message = N_("第 %(row)d 行：匹配题要每个左边项正好对应一个右边项，这道题（%(stem)s）不是，请改写")
        draft.give_up("E-TYPE", message, "correct", stem=shorten(draft.stem))
        return
    by_prompt = dict(pairs)
    draft.right = _indexes(asked, right, [by_prompt[choice.name] for choice in left])


def _is_one_each(left: Sequence[_Choice], firsts: Sequence[str]) -> bool:
    return sorted(choice.name for choice in left) == sorted(firsts)


def _pair(value: str) -> tuple[str, str]:
    first, _, second = value.partition(" ")
    return first, second.strip()


def _truth(choice: _Choice) -> bool | None:
    words = {choice.name.strip().casefold(), choice.text.strip().casefold().rstrip(".。")}
    is_true, is_false = bool(words & _TRUE), bool(words & _FALSE)
    return is_true if is_true != is_false and choice.media is None else None


def _refuse(asked: Asked) -> None:
    message = N_("第 %(row)d 行：题目的互动方式 %(kind)s 不支持（%(stem)s），请改为我们有的题型")
    asked.draft.give_up("E-TYPE", message, "type", kind=asked.node.name, stem=shorten(asked.draft.stem))
