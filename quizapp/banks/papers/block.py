"""One question of a paper while its lines come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from quizapp.banks.draft import Draft
from quizapp.banks.keys import read_key
from quizapp.banks.options import find_run, option_text
from quizapp.banks.papers.lines import bracket_key, take_tags
from quizapp.banks.words import LETTERS, truth_of, type_of
from quizapp.kit.i18n import N_
from quizapp.questions import Source


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
    waits_for_key: bool = False
    was_answered: bool = False
    #: Explanation has begun: further text belongs to it.
    explains: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether another question may begin without a number."""
        stem = "".join(self.stem)
        said = self.key_text or self.section_key or bracket_key(stem) is not None
        return bool(said) and (len(self.options) > 1 or truth_of(self.key_text or _inside(stem)) is not None)

    @staticmethod
    def is_statement(text: str, section_type: str) -> bool:
        """Whether a line without number is a true/false statement with its key in brackets."""
        return type_of(section_type) == "true_false" and truth_of(_inside(text)) is not None

    def is_of(self, type_text: str) -> bool:
        """Whether the question stands in a section of that type."""
        return type_of(self.section_type) == type_of(type_text)

    def take_stem(self, text: str) -> None:
        """The first line; options may be glued to it."""
        run = find_run(text)
        if run is not None and run.start > 0:
            self.stem.append(text[: run.start].strip())
            self.options.extend(run.texts)
        else:
            self.stem.append(text)

    def take_options(self, text: str) -> bool:
        """Whether the line holds the next option or several of them."""
        if self.explains or self.key_text or len(self.options) >= len(LETTERS):
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
            self.explanation.append(text)

    def take_more(self, text: str) -> None:
        """A line that is nothing by itself continues what came before."""
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
        )
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
