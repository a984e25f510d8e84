"""A question as an assessment item: declarations, body, scoring, feedback, in the order that the schema asks for."""

from __future__ import annotations

from quizapp.banks.draft_model import shorten
from quizapp.banks.formats.moodle_xml_parts import tidy
from quizapp.banks.formats.qti.dialect import Dialect
from quizapp.banks.formats.qti.item import CASE
from quizapp.banks.formats.qti.item_body import Content, Pen, Response
from quizapp.questions import Question


def write_item(question: Question, name: str, pen: Pen) -> str:
    """The XML document of one item; ``name`` is its identifier."""
    make, content = pen.dialect.element, pen.content(question)
    feedback = _feedback(question)
    parts = [_declaration(pen.dialect, response) for response in content.responses]
    parts.append(
        make(
            "outcomeDeclaration",
            _default(pen.dialect, ["0"]),
            identifier="SCORE",
            cardinality="single",
            baseType="float",
        )
    )
    if feedback:
        parts.append(_feedback_outcome(pen.dialect, list(feedback)))
    parts.append(make("itemBody", content.body, **({"class": CASE} if question.type == "case" else {})))
    parts.append(_processing(pen.dialect, content))
    parts += [_modal(pen, name, text) for name, text in feedback.items()]
    label = {"label": question.key} if question.key and question.key != name else {}
    title = {"title": shorten(question.stem, 60), **label}
    attributes = {"identifier": name, **title, "adaptive": "false", "timeDependent": "false", "xml:lang": "zh-CN"}
    return pen.dialect.root("assessmentItem", "\n".join(parts), **attributes)


def _declaration(dialect: Dialect, response: Response) -> str:
    make = dialect.element
    values = "".join(make("value", tidy(value)) for value in response.correct)
    mapping = ""
    if response.accepted:
        entries = "".join(
            make(
                "mapEntry", mapKey=text, mappedValue=1, caseSensitive="true" if response.is_case_sensitive else "false"
            )
            for text in response.accepted
        )
        mapping = make("mapping", entries, defaultValue=0)
    return make(
        "responseDeclaration", make("correctResponse", values) + mapping, identifier=response.name,
        cardinality=response.cardinality, baseType=response.base_type,
    )  # fmt: skip


def _default(dialect: Dialect, values: list[str]) -> str:
    return dialect.element("defaultValue", "".join(dialect.element("value", value) for value in values))


def _feedback_outcome(dialect: Dialect, names: list[str]) -> str:
    """Feedback is shown whatever was answered: its outcome holds it from the beginning."""
    cardinality = "multiple" if len(names) > 1 else "single"
    shown = _default(dialect, names)
    return dialect.element("outcomeDeclaration", shown, identifier="FEEDBACK", cardinality=cardinality, baseType="identifier")  # fmt: skip


def _feedback(question: Question) -> dict[str, str]:
    """Text by name: of the question, and of each part that has one."""
    found = {"EXPLANATION": question.explanation}
    found |= {f"EXPLANATION-{number}": part.explanation for number, part in enumerate(question.parts, start=1)}
    return {name: text for name, text in found.items() if text}


def _modal(pen: Pen, name: str, text: str) -> str:
    shown = pen.shown(text, ())
    inside = pen.dialect.element("contentBody", shown) if pen.dialect.is_kebab else shown
    return pen.dialect.element("modalFeedback", inside, outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")


def _processing(dialect: Dialect, content: Content) -> str:
    only = content.responses[0]
    if len(content.responses) == 1 and not only.tolerance:
        return dialect.template("map_response" if only.accepted else "match_correct")
    share = f"{1 / len(content.responses):.6g}"
    rules = "".join(_rule(dialect, response, share) for response in content.responses)
    return dialect.element("responseProcessing", rules)


def _rule(dialect: Dialect, response: Response, share: str) -> str:
    """One right response adds its share."""
    make, name = dialect.element, response.name
    if response.accepted:
        is_right = make("equal", make("mapResponse", identifier=name) + _number(dialect, "1"), toleranceMode="exact")
    else:
        both = make("variable", identifier=name) + make("correct", identifier=name)
        spread = f"{response.tolerance!r} {response.tolerance!r}"
        is_number = response.base_type == "float"
        is_right = make("equal", both, toleranceMode="absolute", tolerance=spread) if is_number else make("match", both)
    total = make("sum", make("variable", identifier="SCORE") + _number(dialect, share))
    then = make("setOutcomeValue", total, identifier="SCORE")
    return make("responseCondition", make("responseIf", is_right + then))


def _number(dialect: Dialect, value: str) -> str:
    return dialect.element("baseValue", value, baseType="float")
