"""The body of an item and its responses, type by type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.banks.draft_more import BLANK
from quizapp.banks.formats.packing import mime_of
from quizapp.banks.formats.qti.dialect import Dialect
from quizapp.questions import Blank, Media, Question, keeps_option_order


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """One response declaration."""

    name: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    #: Texts that earn the point, where several are right; else nothing.
    accepted: tuple[str, ...] = ()
    is_case_sensitive: bool = False
    tolerance: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What is shown, and what is answered."""

    body: str
    responses: tuple[Response, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pen:
    """Writes content in a dialect; ``addresses`` are those of packed files as items see them."""

    dialect: Dialect
    addresses: Mapping[str, str]

    def content(self, question: Question) -> Content:
        """The content of a question of any type that QTI has, which are all of ours."""
        makers: dict[str, Callable[[Question], Content]] = {
            "fill_in": self._fill_in,
            "matching": self._matching,
            "ordering": self._ordering,
            "hotspot": self._hotspot,
            "case": self._case,
        }
        return makers.get(question.type, self._choices)(question)

    def shown(self, text: str, media: Sequence[Media]) -> str:
        """Paragraphs with the text and each picture or sound."""
        paragraph = self.dialect.element("p", self.dialect.lines(text)) if text else ""
        return paragraph + "".join(self.dialect.element("p", self._media(each)) for each in media)

    def _media(self, media: Media) -> str:
        address, make = self.addresses[media.file], self.dialect.element
        if media.kind == "audio":
            return make("object", self.dialect.lines(media.alt), data=address, type=mime_of(media.file))
        return make("img", src=address, alt=media.alt)

    def _option(self, question: Question, index: int) -> str:
        media = question.option_media[index] if question.option_media else None
        return self.dialect.lines(question.options[index]) + (self._media(media) if media else "")

    def _choices(self, question: Question) -> Content:
        interaction, response = self._choice(question, "RESPONSE", "")
        return Content(body=self.shown(question.stem, question.media) + interaction, responses=(response,))

    def _choice(self, question: Question, name: str, prompt: str) -> tuple[str, Response]:
        is_multiple, is_truth = question.type == "multiple", question.type == "true_false"
        names = ("true", "false") if is_truth else tuple(f"A{number}" for number in range(1, len(question.options) + 1))
        choices = "".join(
            self.dialect.element("simpleChoice", self._option(question, index), identifier=each)
            for index, each in enumerate(names)
        )
        stays = is_truth or keeps_option_order(question)
        interaction = self.dialect.element(
            "choiceInteraction", prompt + choices, responseIdentifier=name, shuffle="false" if stays else "true",
            maxChoices=0 if is_multiple else 1,
        )  # fmt: skip
        cardinality = "multiple" if is_multiple else "single"
        correct = tuple(names[index] for index in question.correct)
        return interaction, Response(name=name, cardinality=cardinality, base_type="identifier", correct=correct)

    def _case(self, question: Question) -> Content:
        body, responses = self.shown(question.stem, question.media), []
        for number, part in enumerate(question.parts, start=1):
            inside = self.dialect.lines(part.stem) + "".join(map(self._media, part.media))
            interaction, response = self._choice(part, f"RESPONSE-{number}", self.dialect.element("prompt", inside))
            body += interaction
            responses.append(response)
        return Content(body=body, responses=tuple(responses))

    def _fill_in(self, question: Question) -> Content:
        names = (
            ["RESPONSE"] if len(question.blanks) == 1 else [f"RESPONSE-{n + 1}" for n in range(len(question.blanks))]
        )
        make = self.dialect.element
        pieces = [self.dialect.lines(piece) for piece in question.stem.split(BLANK)]
        fields = [make("textEntryInteraction", responseIdentifier=name, expectedLength=12) for name in names]
        said = "".join(piece + field for piece, field in zip(pieces, [*fields, ""], strict=True))
        body = make("p", said) + self.shown("", question.media)
        responses = tuple(_text_response(name, blank) for name, blank in zip(names, question.blanks, strict=True))
        return Content(body=body, responses=responses)

    def _ordering(self, question: Question) -> Content:
        choices = "".join(
            self.dialect.element("simpleChoice", self._option(question, index), identifier=f"A{index + 1}")
            for index in range(len(question.options))
        )
        body = self.dialect.element("orderInteraction", choices, responseIdentifier="RESPONSE", shuffle="true")
        correct = tuple(f"A{index + 1}" for index in question.correct)
        response = Response(name="RESPONSE", cardinality="ordered", base_type="identifier", correct=correct)
        return Content(body=self.shown(question.stem, question.media) + body, responses=(response,))

    def _matching(self, question: Question) -> Content:
        make, most = self.dialect.element, len(question.prompts)
        left = [
            make("simpleAssociableChoice", self.dialect.lines(prompt), identifier=f"P{number}", matchMax=1)
            for number, prompt in enumerate(question.prompts, start=1)
        ]
        right = [
            make("simpleAssociableChoice", self._option(question, index), identifier=f"A{index + 1}", matchMax=most)
            for index in range(len(question.options))
        ]
        sets = make("simpleMatchSet", "".join(left)) + make("simpleMatchSet", "".join(right))
        body = make("matchInteraction", sets, responseIdentifier="RESPONSE", shuffle="true", maxAssociations=most)
        correct = tuple(f"P{number} A{index + 1}" for number, index in enumerate(question.correct, start=1))
        response = Response(name="RESPONSE", cardinality="multiple", base_type="directedPair", correct=correct)
        return Content(body=self.shown(question.stem, question.media) + body, responses=(response,))

    def _hotspot(self, question: Question) -> Content:
        make, picture = self.dialect.element, question.media[0]
        size = {"width": round(picture.width), "height": round(picture.height)}
        address = self.addresses[picture.file]
        if self.dialect.is_kebab:
            shown = make("img", src=address, alt=picture.alt, **size)
        else:
            shown = make("object", self.dialect.lines(picture.alt), data=address, type=mime_of(picture.file), **size)
        names = [f"A{number}" for number in range(1, len(question.regions) + 1)]
        spots = "".join(
            make(
                "hotspotChoice", identifier=name, shape=region.shape, hotspotLabel=region.label,
                coords=",".join(str(round(number)) for number in region.coords),
            )
            for name, region in zip(names, question.regions, strict=True)
        )  # fmt: skip
        body = make("hotspotInteraction", shown + spots, responseIdentifier="RESPONSE", maxChoices=len(names))
        response = Response(name="RESPONSE", cardinality="multiple", base_type="identifier", correct=tuple(names))
        return Content(body=self.shown(question.stem, question.media[1:]) + body, responses=(response,))


def _text_response(name: str, blank: Blank) -> Response:
    if blank.number is not None:
        return Response(
            name=name, cardinality="single", base_type="float", correct=(repr(blank.number),), tolerance=blank.tolerance
        )
    return Response(
        name=name, cardinality="single", base_type="string", correct=blank.accepted[:1], accepted=blank.accepted,
        is_case_sensitive=blank.case_sensitive,
    )  # fmt: skip
