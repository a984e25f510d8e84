"""Items of QTI 1.2, as Canvas, Blackboard and others export them, into drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.draft_more import BLANK
from quizapp.banks.formats.html_media import media_of_html
from quizapp.banks.formats.qti.flow import Attach
from quizapp.banks.formats.qti.names import attribute, deep, named
from quizapp.banks.formats.qti.old_keys import OldKey, read_old_keys
from quizapp.banks.markup import text_of_html
from quizapp.kit.i18n import N_
from quizapp.questions import Blank, Media
from quizapp.sheets import Node

_LISTS = ("response_lid", "response_xy", "response_grp")
_TEXTS = ("response_str", "response_num")
_TRUE, _FALSE = {"true", "对", "正确", "t"}, {"false", "错", "错误", "f"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Old:
    """An item on its way into a draft."""

    draft: Draft
    keys: dict[str, OldKey]
    attach: Attach

    def key(self, response: Node) -> OldKey:
        return self.keys.get(attribute(response, "ident"), OldKey())

    def read(self, node: Node) -> tuple[str, list[Media]]:
        """Text and media of the materials of a node, those of responses inside it left out."""
        texts, media = [], []
        for each in _materials(node):
            if each.name == "mattext":
                texts.append(
                    text_of_html(each.text) if "plain" not in attribute(each, "texttype") else each.text.strip()
                )
                media += [self.attach(shown.address, shown.alt) for shown in media_of_html(each.text)]
            elif attribute(each, "uri"):
                media.append(self.attach(attribute(each, "uri"), attribute(each, "label")))
        return "\n".join(text for text in texts if text), [each for each in media if each is not None]


def fill_old_item(draft: Draft, item: Node, attach: Attach) -> None:
    """Fill the draft from an ``item`` element of 1.2."""
    old = _Old(draft=draft, keys=read_old_keys(item), attach=attach)
    draft.key = attribute(item, "ident")
    body = item.find("presentation") or Node("presentation", {}, item.line)
    draft.stem, media = old.read(body)
    draft.media = tuple(media)
    draft.explanation = "\n".join(
        dict.fromkeys(filter(None, (old.read(each)[0] for each in named(item, "itemfeedback"))))
    )
    lists, texts = deep(body, *_LISTS), deep(body, *_TEXTS)
    if len(lists) == 1 and not texts and lists[0].name == "response_lid":
        _fill_choice(old, lists[0])
    elif lists and not texts and _kind(item) == "fill_in_multiple_blanks_question":
        _fill_named_blanks(old, lists)
    elif len(lists) > 1 and not texts and {each.name for each in lists} == {"response_lid"}:
        _fill_pairs(old, lists)
    elif texts and not lists and all(old.key(each).texts or old.key(each).numbers for each in texts):
        draft.type_text = "fill_in"
        draft.blanks = tuple(_blank(old.key(each)) for each in texts)
    else:
        message = N_("第 %(row)d 行：题目（%(stem)s）不是选择、填空或匹配题，不支持，请改为我们有的题型")
        draft.give_up("E-TYPE", message, "type", stem=shorten(draft.stem))


def _kind(item: Node) -> str:
    for each in deep(item, "qtimetadatafield"):
        label = each.find("fieldlabel")
        entry = each.find("fieldentry")
        if label is not None and entry is not None and label.text.strip() == "question_type":
            return entry.text.strip()
    return ""


def _fill_choice(old: _Old, response: Node) -> None:
    draft, labels = old.draft, deep(response, "response_label")
    names, key = [attribute(label, "ident") for label in labels], old.key(response)
    found = [old.read(label) for label in labels]
    draft.options = [text for text, _ in found]
    if any(media for _, media in found):
        draft.option_media = tuple(media[0] if media else None for _, media in found)
    is_multiple = attribute(response, "rcardinality").lower() == "multiple"
    draft.type_text = "multiple" if is_multiple else "single"
    words = [text.casefold().rstrip(".。") for text in draft.options]
    if not is_multiple and len(words) == 2 and (_TRUE & set(words)) and (_FALSE & set(words)):
        draft.type_text = "true_false"
        draft.options = ["正确" if word in _TRUE else "错误" for word in words]
    right = key.right(is_multiple=is_multiple)
    draft.right = tuple(index for index, name in enumerate(names) if name in right)
    unknown = [name for name in right if name not in names]
    if unknown or len(set(names)) < len(names):
        message = N_("第 %(row)d 行：答案“%(names)s”不是哪个选项的 ident，或者有两个选项的 ident 相同")
        draft.give_up("E-DUPID", message, "correct", names=shorten("、".join(unknown or names)))


def _fill_pairs(old: _Old, responses: Sequence[Node]) -> None:
    """One response for each prompt, all with the same labels."""
    draft = old.draft
    labels = [(attribute(label, "ident"), old.read(label)[0]) for label in deep(responses[0], "response_label")]
    for response in responses:
        own = [(attribute(label, "ident"), old.read(label)[0]) for label in deep(response, "response_label")]
        if sorted(own) != sorted(labels):
            message = N_("第 %(row)d 行：题目（%(stem)s）里有几个选项各不相同的小题，不支持，请拆成几道题")
            draft.give_up("E-TYPE", message, "type", stem=shorten(draft.stem))
            return
    names = [name for name, _ in labels]
    right = [[name for name in names if name in old.key(response).right(is_multiple=False)] for response in responses]
    draft.type_text = "matching"
    draft.options = [text for _, text in labels]
    draft.prompts = [old.read(response)[0] for response in responses]
    draft.right = tuple(names.index(found[0]) for found in right if found)


def _fill_named_blanks(old: _Old, responses: Sequence[Node]) -> None:
    """``[name]`` in the stem; the labels of the response of that name are its texts."""
    draft = old.draft
    found = []
    for response in responses:
        name = old.read(response)[0]
        right = old.key(response).right(is_multiple=True)
        texts = [old.read(label)[0] for label in deep(response, "response_label") if attribute(label, "ident") in right]
        found.append((draft.stem.find(f"[{name}]"), name, Blank(accepted=tuple(texts))))
    for _, name, _ in found:
        draft.stem = draft.stem.replace(f"[{name}]", BLANK, 1)
    draft.type_text = "fill_in"
    draft.blanks = tuple(blank for _, _, blank in sorted(found, key=lambda each: each[0]))


def _blank(key: OldKey) -> Blank:
    if key.numbers:
        low, high = min(key.numbers), max(key.numbers)
        middle = key.exact if key.exact is not None else (low + high) / 2
        return Blank(number=middle, tolerance=max(high - middle, middle - low))
    return Blank(accepted=key.texts, case_sensitive=key.is_case_sensitive)


def _materials(node: Node) -> list[Node]:
    """Text and picture elements below the node, not inside responses or labels."""
    found = []
    pending = list(reversed(node.children))
    while pending:
        each = pending.pop()
        if each.name in ("mattext", "matimage", "mataudio", "matemtext"):
            found.append(each)
        elif each.name not in (*_LISTS[:2], *_TEXTS, "response_label", "render_choice", "render_fib"):
            pending += reversed(each.children)
    return found
