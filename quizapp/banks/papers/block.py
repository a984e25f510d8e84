"""One question of a paper while its lines come in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from quizapp.banks.draft import Draft
from quizapp.banks.keys import read_key
from quizapp.banks.options import find_run, option_text
from quizapp.banks.papers.lines import bracket_key, take_tags
from quizapp.banks.papers.sides import ordered_items, sides_of
from quizapp.banks.words import LETTERS, truth_of, type_of
from quizapp.kit.i18n import N_
from quizapp.questions import Media, Source

#: Types whose key is no letter and no truth word.
_OPEN_KINDS = {"fill_in", "matching", "ordering"}
#: Characters of one question; what a paper without structure runs on with is left out.
_ROOM = 10_000


@dataclass
class Block:
    """Texts collected so far; the last thing that was opened takes the lines that continue it."""

    row: int
    number: int
    section_type: str = ""
    section_key: str = ""
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    key_text: str = ""
    explanation: list[str] = field(default_factory=list)
    difficulty: str = ""
    topic: str = ""
    source_text: str = ""
    has_picture: bool = False
    #: Pictures of the stem, and those that stand with an option, by its index.
    media: list[Media] = field(default_factory=list)
    option_media: dict[int, Media] = field(default_factory=dict)
    #: Left side of a matching question, with the labels of the paper.
    prompts: list[str] = field(default_factory=list)
    #: A material with questions of its own, and for those the material.
    is_case: bool = False
    material: Block | None = None
    waits_for_key: bool = False
    was_answered: bool = False
    #: Explanation has begun: further text belongs to it.
    explains: bool = False
    #: The type that the section or a tag in the first line names.
    kind: str | None = ""
    _room: int = _ROOM
    _seen_inside: tuple[int, str] = (-1, "")

    @property
    def is_open(self) -> bool:
        """Whether any text may be its key."""
        return self.kind in _OPEN_KINDS

    @property
    def is_complete(self) -> bool:
        """Whether another question may begin without a number."""
        if self.is_open:
            return bool(self.key_text)
        said = self.key_text or self.section_key or self._inside()
        return bool(said) and (len(self.options) > 1 or truth_of(self.key_text or self._inside()) is not None)

    def _inside(self) -> str:
        """What stands in the stem's last bracket; looked for again only when the stem has grown."""
        if self._seen_inside[0] != len(self.stem):
            self._seen_inside = len(self.stem), _inside("".join(self.stem))
        return self._seen_inside[1]

    @staticmethod
    def is_statement(text: str, section_type: str) -> bool:
        """Whether a line without number is a true/false statement with its key in brackets."""
        return type_of(section_type) == "true_false" and truth_of(_inside(text)) is not None

    def is_of(self, type_text: str) -> bool:
        """Whether the question stands in a section of that type."""
        own = "case" if self.material is not None else type_of(self.section_type)
        return own == type_of(type_text)

    def take_stem(self, text: str) -> None:
        """The first line; options may be glued to it."""
        if not self.stem:
            self.kind = type_of(take_tags(text)[1] or self.section_type)
        run = None if self.is_case else find_run(text)
        if run is not None and run.start > 0:
            self.stem.append(text[: run.start].strip())
            self.options.extend(run.texts)
        else:
            self.stem.append(text)

    def take_options(self, text: str) -> bool:
        """Whether the line holds the next option or several of them."""
        if self.explains or self.key_text or self.is_case or len(self.options) >= len(LETTERS):
            return False
        letter = LETTERS[len(self.options)]
        run = find_run(text, letter)
        if run is not None and run.start == 0:
            self.options.extend(run.texts)
            return True
        single = option_text(text, letter)
        if single is not None:
            self.options.append(single)
            return True
        return False

    def take_sides(self, text: str) -> bool:
        """Whether the line holds items of a matching question's two sides, or numbered steps to put in order."""
        if self.explains or self.key_text or not self.is_open or not self.stem:
            return False
        kind = self.kind
        if kind == "ordering" and (items := ordered_items(text)):
            self.options.extend(items)
            return True
        sides = sides_of(text) if kind == "matching" else None
        if sides is None:
            return False
        self.prompts.extend(sides.left)
        self.options.extend(sides.right)
        return True

    def take_bare_letters(self, text: str) -> bool:
        """Options that are only pictures: ``A. `` or ``A.  B.``; the pictures come next."""
        letters = re.findall("[A-Z]", text)
        if self.key_text or self.explains or letters != list(LETTERS[len(self.options) :][: len(letters)]):
            return False
        self.options += [""] * len(letters)
        return True

    def take_picture(self, media: Media, *, with_option: bool) -> None:
        """A picture in an option's line, or behind its bare letter, is the option's; else it is the stem's.

        Behind the key it explains, and explanations have no pictures.
        """
        if self.explains or self.key_text:
            return
        bare = next(
            (place for place, text in enumerate(self.options) if not text and place not in self.option_media), -1
        )
        if bare < 0 and with_option and self.options:
            bare = len(self.options) - 1
        if bare >= 0 and bare not in self.option_media:
            self.option_media[bare] = media
        else:
            self.media.append(media)

    def take_key(self, key: str, explanation: str) -> None:
        """A key line; an empty one waits for the next line."""
        self.waits_for_key = not key
        self.key_text = key or self.key_text
        if explanation:
            self.take_explanation(explanation)

    def take_about(self, name: str, text: str) -> None:
        """Difficulty, topic or source."""
        if name == "difficulty":
            self.difficulty = text
        elif name == "topic":
            self.topic = text
        elif name == "source":
            self.source_text = text

    def take_explanation(self, text: str) -> None:
        """An explanation line; lines that follow continue it."""
        self.explains = True
        if text:
            self.take_late_explanation(text)

    def take_late_explanation(self, text: str) -> None:
        """A line below the answer in a list of answers."""
        self._room -= len(text) + 1
        if self._room >= 0:
            self.explanation.append(text)

    def take_more(self, text: str) -> None:
        """A line that is nothing by itself continues what came before."""
        self._room -= len(text) + 1
        if self._room < 0:
            return
        if self.explains or self.key_text:
            self.explanation.append(text)
        elif self.options:
            self.options[-1] = f"{self.options[-1]}\n{text}"
        else:
            self.take_stem(text)

    def draft(self, source_of: Callable[[str], Source | None]) -> Draft:
        """The question as far as the paper says."""
        stem, tag, tagged_key = take_tags("\n".join(self.stem))
        draft = Draft(
            row=self.row,
            type_text=tag or self.section_type,
            stem=stem,
            options=list(self.options),
            key_text=self.key_text or tagged_key,
            explanation="\n".join(self.explanation),
            difficulty=self.difficulty,
            topic=self.topic,
            source=source_of(self.source_text),
            prompts=list(self.prompts),
            media=tuple(self.media),
            option_media=tuple(self.option_media.get(place) for place in range(len(self.options)))
            if self.option_media
            else (),
        )
        if self.is_case:
            draft.type_text = "case"
        elif type_of(draft.type_text) not in _OPEN_KINDS:
            self._settle_key(draft)
        if type_of(draft.type_text) == "single" and self.section_type in ("选择题", "选择") and not tag:
            draft.type_text = ""  # 选择题 says neither single nor multiple
        if self.has_picture:
            draft.warn("W-PICTURE", N_("第 %(row)d 行起的题目含有图片或公式，未能读取，请核对"), "stem")
        return draft

    def _settle_key(self, draft: Draft) -> None:
        """The key may stand in the stem's bracket or in the section's heading."""
        found = bracket_key(draft.stem)
        if found is None or not self._fits(found[0]):
            draft.key_text = draft.key_text or self.section_key
            return
        inside, emptied = found
        if not draft.key_text:
            draft.key_text, draft.stem = inside, emptied
        elif self._means(inside) == self._means(draft.key_text):
            draft.stem = emptied
        elif truth_of(inside) is not None or draft.stem.rstrip("。.？?").endswith((")", "）")):
            message = N_("第 %(row)d 行：题干括号里的“%(inside)s”与答案“%(key)s”不一致，已按答案，请核对")
            draft.warn("W-CONTRADICT", message, "correct", inside=inside, key=draft.key_text)
            draft.stem = emptied

    def _fits(self, inside: str) -> bool:
        if self.options:
            return bool(read_key(inside, self.options).indexes)
        return truth_of(inside) is not None

    def _means(self, key: str) -> object:
        return read_key(key, self.options).indexes if self.options else truth_of(key)


def _inside(stem: str) -> str:
    found = bracket_key(stem)
    return found[0] if found else ""
