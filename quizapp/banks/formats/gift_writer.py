"""Questions as a GIFT file that Moodle and we read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.banks.formats.moodle_categories import path_of_topic
from quizapp.banks.written import BankContent, Losses, Written
from quizapp.kit.i18n import N_, Phrase
from quizapp.questions import Question

_KEPT = {"explanation", "topic", "tags", "key"}
_TYPES = {"single", "multiple", "true_false", "fill_in", "matching"}
#: A text that would be taken for a comment, a format or HTML if nothing said that it is plain.
_NOT_PLAIN = re.compile(r"^\s*(?://|\[(?:html|moodle|plain|markdown)\])|[<&]", re.IGNORECASE)


def write_gift(content: BankContent) -> Written:
    """One question a block; topics become categories, the explanation becomes general feedback."""
    losses = Losses("GIFT")
    blocks: list[str] = []
    topic = ""
    kept = []
    for row, question in enumerate(content.questions, start=1):
        if not _fits(row, question, losses):
            continue
        if question.topic != topic:
            topic = question.topic
            blocks.append(f"$CATEGORY: {path_of_topic(topic)}")
        blocks.append(_question(row, question, losses))
        kept.append(question)
    losses.cut_fields(kept, _KEPT)
    return Written(content=("\n\n".join(blocks) + "\n").encode(), lost=tuple(losses.found))


def _fits(row: int, question: Question, losses: Losses) -> bool:
    if question.type not in _TYPES:
        losses.leave_out_type(row, question)
        return False
    reason = _obstacle(question)
    if reason:
        losses.leave_out(row, question, Phrase(reason))
    return not reason


def _obstacle(question: Question) -> str:
    if question.media or any(question.option_media):
        return N_("题目带图片或声音，这种格式放不下")
    if len(question.blanks) > 1:
        return N_("一道题只能有一个空")
    texts = [*question.prompts, *(text for blank in question.blanks for text in blank.accepted)]
    return N_("文字里的“->”在这种格式里是分隔符") if any("->" in text for text in texts) else ""


def _question(row: int, question: Question, losses: Losses) -> str:
    marks = [f"[id:{_bracketed(question.key)}]"] if question.key else []
    marks += [f"[tag:{_bracketed(tag)}]" for tag in question.tags]
    remark = f"// {' '.join(marks)}\n" if marks else ""
    name = f"::{_escaped(question.key)}:: " if question.key else ""
    general = f"####{_escaped(question.explanation)}" if question.explanation else ""
    body = "".join(_answers(row, question, losses))
    return f"{remark}{name}{_text(question.stem)} {{{body}{general}}}"


def _answers(row: int, question: Question, losses: Losses) -> Iterator[str]:
    if question.type == "true_false":
        yield "TRUE" if question.correct == (0,) else "FALSE"
    elif question.type == "fill_in":
        yield from _blank(row, question, losses)
    elif question.type == "matching":
        yield "\n"
        pairs = zip(question.prompts, question.correct, strict=True)
        yield from (f"\t={_text(prompt)} -> {_text(question.options[index])}\n" for prompt, index in pairs)
        spare = (option for index, option in enumerate(question.options) if index not in question.correct)
        yield from (f"\t= -> {_text(option)}\n" for option in spare)
    else:
        yield "\n"
        yield from _choices(question)


def _choices(question: Question) -> Iterator[str]:
    share = f"%{100 / len(question.correct):.5f}%".replace(".00000%", "%")
    for index, option in enumerate(question.options):
        is_right = index in question.correct
        if question.type == "multiple":
            mark = f"~{share}" if is_right else "~%-100%"
        else:
            mark = "=" if is_right else "~"
            # A text that begins with a percent sign would be read as a weight.
            mark += ("%100%" if is_right else "%0%") if option.startswith("%") else ""
        yield f"\t{mark}{_text(option)}\n"


def _blank(row: int, question: Question, losses: Losses) -> Iterator[str]:
    blank = question.blanks[0]
    if blank.number is not None:
        if blank.accepted:
            losses.cut(row, question, N_("数值题写不下另外的文字答案，只写了数"), field_name="blanks")
        yield f"#{blank.number!r}:{blank.tolerance!r}" if blank.tolerance else f"#{blank.number!r}"
        return
    if blank.case_sensitive:
        losses.cut(row, question, N_("没有地方写“区分大小写”，导入后不区分"), field_name="blanks")
    for text in blank.accepted:
        mark = "=%100%" if text.startswith("%") else "="
        yield f"{mark}{_text(text.replace('*', chr(92) + '*'))} "


def _text(text: str) -> str:
    return f"{'[plain]' if _NOT_PLAIN.search(text) else ''}{_escaped(text)}"


def _escaped(text: str) -> str:
    text = text.replace("\r", "").replace("\\", "\\\\")
    return re.sub(r"([#=~{}:])", r"\\\1", text).replace("\n", "\\n")


def _bracketed(text: str) -> str:
    return text.replace("\n", " ").replace("]", "\\]")
