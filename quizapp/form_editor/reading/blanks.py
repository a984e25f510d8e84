"""Finding the blanks of a sentence: underscores, empty brackets, tick boxes, room before a unit word, N and X."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNITS = (
    "场次", "人次", "条次", "家次", "户次", "件次", "场", "次", "人", "名", "篇", "个", "部", "条", "种", "份", "件", "家", "户",
    "处", "张", "块", "项", "幅", "面", "套", "本", "节", "辆", "台", "支", "期", "万元", "元", "%", "％",
)  # fmt: skip
PEOPLE = {"人次", "人", "名"}
_UNIT = "|".join(map(re.escape, UNITS))
_YES = r"[□☐■☑√]\s*是\s*[/／、，,]?\s*[□☐■☑√]?\s*否|是\s*[□☐]\s*[/／、，,]?\s*否\s*[□☐]|是\s*[（(]\s*[)）]\s*[/／、，,]?\s*否\s*[（(]\s*[)）]|[（(]\s*是\s*[/／]\s*否\s*[)）]|是\s*[/／]\s*否"
_LINE = r"[_＿﹍﹏]{2,}(?:\s*[_＿﹍﹏]{2,})*"
_BRACKET = r"(?<=[（(〔])[\s_＿]*(?=[)）〕])"
_LETTER = rf"(?<![A-Za-z0-9])[NnXx×Ｎ](?=\s*(?:{_UNIT}))"
_ROOM = rf"(?<=[\u4e00-\u9fff：:])[ \u3000\xa0]+(?=(?:{_UNIT})(?![\u4e00-\u9fff]|$)|(?:{_UNIT})(?:[，,；;。、]|$))"
_EMPTY = re.compile(
    rf"(?P<yes>{_YES})|(?P<line>{_LINE})|(?P<bracket>{_BRACKET})|(?P<letter>{_LETTER})|(?P<room>{_ROOM})"
)
_FILLED = re.compile(rf"(?P<figure>\d[\d,，]*)(?=\s*余?\s*(?:{_UNIT}))")
_AFTER = re.compile(rf"[)）〕]?\s*余?\s*({_UNIT})")
_BREAK = re.compile(r"[，,；;。\n]")
_NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[、.．]|[（(]?[一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|[①-⑳])\s*"
)
_VERBS = re.compile(r"^(?:共|累计|已|新)?(?:组织)?(?:开展|组织|举办|召开|进行|共计|其中|各类|推出|实施)+(?:了)?")
_JOINS = re.compile(
    r"^(?:共|累计)?(?:参加|参与|参训|参演|服务|覆盖|受众|受教育|观看|受益|惠及|吸引|动员|出动)*(?:群众|人员|干部职工|职工)?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A blank in a sentence."""

    label: str
    unit: str
    type: str
    #: The clause it stands in.
    context: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence cut at its blanks: ``texts`` has one piece more than there are blanks."""

    texts: tuple[str, ...]
    blanks: tuple[Blank, ...]


def strip_number(text: str) -> str:
    """``（一）``, ``3.`` and such at the beginning taken away."""
    return _NUMBERED.sub("", text, count=1).strip()


def cut_sentence(text: str, *, about: str = "", is_filled: bool = False) -> Sentence:
    """The sentence cut at its blanks. ``about`` names the row. ``is_filled`` takes figures before unit words as blanks."""
    pattern = _FILLED if is_filled else _EMPTY
    found = list(pattern.finditer(text))
    texts: list[str] = []
    blanks: list[Blank] = []
    at, topic = 0, about
    for each in found:
        before = text[at : each.start()]
        after = _AFTER.match(text, each.end())
        is_answer = each.lastgroup == "yes"
        clause = _clause(text, each.start())
        label, topic = _label(before if at or not clause else clause, topic, after[1] if after else "", about)
        blanks.append(_blank(label, after[1] if after else "", clause or about, is_answer=is_answer))
        texts.append(before.rstrip() if each.lastgroup in ("room", "letter") else before)
        at = each.end()
    return Sentence(texts=(*texts, text[at:]), blanks=tuple(blanks))


def _blank(label: str, unit: str, context: str, *, is_answer: bool) -> Blank:
    if is_answer:
        return Blank(label=label, unit="是否", type="bool", context=context)
    kind = "persons" if unit in PEOPLE else "count" if unit else "text"
    return Blank(label=label, unit=unit, type=kind, context=context)


def _clause(text: str, end: int) -> str:
    return re.sub(r"[（(：:\s_＿]+$", "", _BREAK.split(text[:end])[-1]).strip()


def _label(before: str, topic: str, unit: str, about: str) -> tuple[str, str]:
    """What a blank is called, and the topic for the next one: 参加____人次 speaks of what was said before."""
    *earlier, last = [_words(clause) for clause in _BREAK.split(before)]
    said = next((core for words in reversed(earlier) if (core := _core(words))), "")
    topic = said or topic
    if unit in PEOPLE and (not last or _JOINS.match(last)):
        return f"{topic or about}参与"[:40], topic
    core = _core(last)
    if not core:
        return (topic or about or last)[:40], topic
    return core[:40], core


def _words(clause: str) -> str:
    rest = re.sub(rf"^[)）〕]?\s*余?\s*(?:{_UNIT})", "", clause)
    return strip_number(re.sub(r"[（(〔：:\s_＿“”\"]+", "", rest)).strip("、/／")


def _core(words: str) -> str:
    """What the words are about: without 开展, 组织, 参加; empty when that is all they say."""
    core = _VERBS.sub("", words)
    return "" if _JOINS.match(core) else core


def label_unit(text: str) -> tuple[str, str]:
    """``演练场次（场）`` -> (演练场次, 场); without a unit word the second is empty."""
    plain = strip_number(re.sub(r"\s+", "", text))
    bracket = re.search(rf"[（(](?:单位[:：])?({_UNIT})[)）]$", plain)
    if bracket:
        return plain[: bracket.start()], bracket[1]
    last = re.search(r"(场次|人次|条次|家次|户次|次数|场数|人数|篇数|份数|个数|件数)$", plain)
    if last:
        return plain, last[1].replace("数", "") if last[1].endswith("数") else last[1]
    return plain, ""
