"""One assessment item into a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.qti.flow import Attach, Flow, read_flow
from quizapp.banks.formats.qti.interactions import Asked, fill_texts, find_filler
from quizapp.banks.formats.qti.keys import Key, is_scored_simply, read_keys
from quizapp.banks.formats.qti.names import attribute, deep, named
from quizapp.banks.formats.qti.spots import SPOTS, fill_spots
from quizapp.kit.i18n import N_
from quizapp.sheets import Node

#: Identifiers that writers make up where a question has no name of its own.
MADE_UP = re.compile(r"item-\d+")
#: Class of a body that is a case even if it asks one thing only.
CASE = "case"
_CHOICES = ("choiceInteraction", "inlineChoiceInteraction")
_PART_FEEDBACK = re.compile(r"EXPLANATION-(\d{1,3})")


def fill_item(draft: Draft, item: Node, attach: Attach) -> None:
    """Fill the draft from an item whose names are those of QTI 2."""
    name = attribute(item, "identifier")
    draft.key = attribute(item, "label") if MADE_UP.fullmatch(name) else name
    body = item.find("itemBody")
    if body is None or item.find("templateDeclaration") is not None:
        message = N_("第 %(row)d 行：题目（%(stem)s）没有正文，或者是带随机数的模板题，不支持")
        draft.give_up("E-TYPE", message, "type", stem=shorten(attribute(item, "title")))
        return
    flow = read_flow(body, attach)
    draft.stem, draft.media = flow.text(), tuple(flow.media)
    draft.explanation = _feedback(item, attach, own=None)
    _fill(draft, item, flow, attach, is_case=CASE in attribute(body, "class").split())
    if item.find("assessmentStimulusRef") is not None:
        message = N_("第 %(row)d 行：题目（%(stem)s）另有一份材料文件，没有读取，请把材料补进题干")
        draft.warn("W-SIMPLIFIED", message, "stem", stem=shorten(draft.stem))
    if not is_scored_simply(item):
        message = N_("第 %(row)d 行：题目（%(stem)s）有自己的计分规则，只读取了标准答案，计分由竞赛的规则决定")
        draft.warn("W-SIMPLIFIED", message, "correct", stem=shorten(draft.stem))


def _fill(draft: Draft, item: Node, flow: Flow, attach: Attach, *, is_case: bool) -> None:
    keys, nodes = read_keys(item), flow.interactions
    kinds = {node.name for node in nodes}
    if nodes and kinds == {"textEntryInteraction"}:
        fill_texts(draft, [_key_of(node, keys) for node in nodes])
    elif nodes and kinds <= set(_CHOICES) and (is_case or len(nodes) > 1):
        _fill_case(draft, item, flow, attach)
    elif len(nodes) == 1 and nodes[0].name in SPOTS:
        _take_prompt(draft, nodes[0], attach)
        fill_spots(draft, nodes[0], _key_of(nodes[0], keys), attach)
    elif len(nodes) == 1 and (filler := find_filler(nodes[0].name)) is not None:
        _take_prompt(draft, nodes[0], attach)
        filler(Asked(draft=draft, node=nodes[0], key=_key_of(nodes[0], keys), attach=attach))
    else:
        said = "、".join(sorted(kinds)) or "-"
        message = N_("第 %(row)d 行：题目的互动方式 %(kind)s 不支持（%(stem)s），请改为我们有的题型")
        draft.give_up("E-TYPE", message, "type", kind=shorten(said, 60), stem=shorten(draft.stem))


def _fill_case(draft: Draft, item: Node, flow: Flow, attach: Attach) -> None:
    """Several choices in one item: a case, each with its prompt or the line before it."""
    draft.type_text = "case"
    keys, texts = read_keys(item), flow.texts()
    inline = 0
    for number, node in enumerate(flow.interactions):
        part = Draft(row=draft.row, explanation=_feedback(item, attach, own=number + 1))
        if node.name == "inlineChoiceInteraction":
            inline += 1
            part.stem = f"第 {inline} 个空应填什么？"
        else:
            _take_prompt(part, node, attach)
            place = number - inline
            if not part.stem and place < len(texts):
                before, _, part.stem = texts[place].rpartition("\n")
                texts[place] = before
        filler = find_filler(node.name)
        if filler is not None:
            filler(Asked(draft=part, node=node, key=_key_of(node, keys), attach=attach))
        draft.parts.append(part)
    draft.stem = "\n".join(text for text in texts if text)


def _take_prompt(draft: Draft, node: Node, attach: Attach) -> None:
    prompt = node.find("prompt")
    if prompt is not None:
        flow = read_flow(prompt, attach)
        draft.stem = "\n".join(text for text in (draft.stem, flow.text()) if text)
        draft.media = (*draft.media, *flow.media)


def _key_of(node: Node, keys: dict[str, Key]) -> Key:
    return keys.get(attribute(node, "responseIdentifier"), Key())


def _feedback(item: Node, attach: Attach, own: int | None) -> str:
    """What is said after the answer: all of it, or that of one part."""
    texts = []
    for node in [*named(item, "modalFeedback"), *_inline_feedback(item)]:
        part = _PART_FEEDBACK.fullmatch(attribute(node, "identifier"))
        if (int(part[1]) if part else None) == own:
            texts.append(read_flow(node, attach).text())
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _inline_feedback(item: Node) -> Sequence[Node]:
    body = item.find("itemBody")
    return deep(body, "feedbackInline", "feedbackBlock") if body is not None else ()
