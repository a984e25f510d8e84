"""Moodle XML: multichoice and truefalse questions; other types are named, not lost."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.moodle_answers import name_weights
from quizapp.banks.markup import has_picture, text_of_html
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.banks.words import truth_of
from quizapp.kit.i18n import N_
from quizapp.sheets import BrokenFile, Node, error, parse_xml

KEY = "moodle_xml"
#: Moodle's own types that carry no question.
_SILENT = {"category"}


def sniff(text: str) -> bool:
    """Whether the root element is ``quiz``."""
    return "<quiz" in text[:4000] and "<question" in text


def read(text: str, filename: str = "") -> BankReading:
    """Questions of a Moodle XML file; a problem's row is the line on which its question begins."""
    declared = text.lstrip("\ufeff \r\n\t")
    # The text is decoded already; a declared encoding would make the parser decode it again.
    body = declared.partition("?>")[2] if declared.startswith("<?xml") else declared
    skipped = text[: len(text) - len(body)].count("\n")
    try:
        root = parse_xml(body.encode("utf-8", errors="replace"))
    except BrokenFile:
        return refused(error(0, "E-SYNTAX", N_("不是合格的 XML 文件，请从原系统重新导出")), KEY)
    return finish_all(_drafts(root, skipped), KEY)


def _drafts(root: Node, skipped: int) -> Iterator[Draft]:
    topic = ""
    for node in root.children:
        if node.name != "question":
            continue
        kind = node.attributes.get("type", "")
        if kind == "category":
            topic = _text(node.find("category")).replace("//", "\x00").rpartition("/")[2].replace("\x00", "/")
        else:
            draft = _draft(node, kind, node.line + skipped)
            draft.topic = "" if topic.startswith("$") else topic
            yield draft


def _draft(node: Node, kind: str, row: int) -> Draft:
    tags = node.find("tags")
    draft = Draft(
        row=row,
        stem=_text(node.find("questiontext")),
        explanation=_text(node.find("generalfeedback")),
        tags=tuple(_text(tag) for tag in tags.children) if tags else (),
        key=_inner(node.find("idnumber")),
    )
    answers = [child for child in node.children if child.name == "answer"]
    if kind == "multichoice":
        _fill_choices(draft, node, answers)
    elif kind == "truefalse":
        _fill_truth(draft, answers)
    else:
        message = N_("第 %(row)d 行起的题目类型是 %(kind)s（%(stem)s），暂不支持，请改为单选、多选或判断题")
        draft.give_up("E-TYPE", message, "type", kind=kind or "?", stem=shorten(draft.stem))
    if any(has_picture(_inner(part)) for part in (node.find("questiontext"), *answers)):
        draft.warn("W-PICTURE", N_("第 %(row)d 行起的题目含有图片，图片未读取"), "stem")
    return draft


def _fill_choices(draft: Draft, node: Node, answers: list[Node]) -> None:
    is_single = _inner(node.find("single")).strip().lower() not in ("false", "0")
    weights = [_fraction(answer) for answer in answers]
    draft.type_text = "single" if is_single else "multiple"
    draft.options = [_text(answer) for answer in answers]
    draft.right = tuple(index for index, weight in enumerate(weights) if (weight > 99.9 if is_single else weight > 0))
    name_weights(draft, weights, is_single=is_single)
    draft.explanation = draft.explanation or "\n".join(_feedback(answers))


def _fill_truth(draft: Draft, answers: list[Node]) -> None:
    draft.type_text = "true_false"
    texts = [_text(answer) for answer in answers]
    truths = [True if text == "true" else False if text == "false" else None for text in texts]
    if None in truths:
        # Files of localised installations: the first answer is "true", whatever it says.
        truths = [index == 0 for index in range(len(answers))]
        said = [truth_of(text) for text in texts]
        message = N_("第 %(row)d 行起的判断题：答案文字是“%(texts)s”，按第一个为“正确”读取，请核对")
        draft.warn("W-DIALECT", message, "correct", texts="、".join(texts))
        if len(said) == 2 and None not in said:
            truths = said
    right = [truth for truth, answer in zip(truths, answers, strict=True) if _fraction(answer) > 99.9]
    if len(right) == 1:
        draft.key_text = "正确" if right[0] else "错误"
    draft.explanation = draft.explanation or "\n".join(_feedback(answers))


def _feedback(answers: list[Node]) -> Iterator[str]:
    for answer in answers:
        text = _text(answer.find("feedback"))
        if text:
            yield f"{_text(answer)}：{text}"


def _fraction(answer: Node) -> float:
    try:
        value = float(answer.attributes.get("fraction", "0"))
    except ValueError:
        return 0.0
    return value if -1000 < value < 1000 else 0.0


def _inner(node: Node | None) -> str:
    if node is None:
        return ""
    text = node.find("text")
    return text.text if text is not None else node.text


def _text(node: Node | None) -> str:
    if node is None:
        return ""
    form = node.attributes.get("format", "html")
    return text_of_html(_inner(node)) if form in ("html", "moodle_auto_format", "") else _inner(node).strip()
