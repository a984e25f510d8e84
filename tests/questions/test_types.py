from __future__ import annotations

import json

import pytest

from quizapp.errors import Invalid
from quizapp.questions import Question, Source, find_type, question_types


def ask(**changes: object) -> Question:
    fields: dict[str, object] = {
        "type": "single",
        "stem": "发现火情应当拨打什么电话？",
        "options": ("110", "119", "120", "122"),
        "correct": (1,),
        "explanation": "CANARY-EXPLANATION",
        "source": Source(law="CANARY-LAW", article="44"),
        **changes,
    }
    return Question(**fields)  # type: ignore[arg-type]


def codes(question: Question) -> set[str]:
    return {flaw.code for flaw in find_type(question.type).check(question)}


def test_it_works() -> None:
    own = ["single", "multiple", "true_false", "fill_in", "matching", "ordering", "hotspot", "case"]
    assert list(question_types())[:8] == own
    assert codes(ask()) == set()


def test_unknown_type_is_refused() -> None:
    with pytest.raises(Invalid, match="essay"):
        find_type("essay")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stem": " "}, "E-NOSTEM"),
        ({"stem": "问" * 4001}, "E-TOOLONG"),
        ({"options": ("119",), "correct": (0,)}, "E-FEWOPTIONS"),
        ({"options": ("119", " ", "120"), "correct": (0,)}, "E-EMPTYOPTION"),
        ({"options": ("119", "120", "１１９")}, "E-DUPOPTION"),
        ({"options": tuple(str(n) for n in range(27))}, "E-MANYOPTIONS"),
        ({"correct": ()}, "E-NOKEY"),
        ({"correct": (4,)}, "E-KEYRANGE"),
        ({"correct": (-1,)}, "E-KEYRANGE"),
        ({"correct": (0, 1)}, "E-KEYCOUNT"),
        ({"type": "multiple", "correct": (1, 0)}, "E-KEYORDER"),
        ({"type": "multiple", "correct": (0, 0)}, "E-KEYORDER"),
        ({"type": "multiple"}, "W-MULTIWITHONE"),
        ({"type": "true_false"}, "E-TFOPTIONS"),
        ({"type": "true_false", "options": ("正确", "错误"), "correct": (0, 1)}, "E-KEYCOUNT"),
    ],
)
def test_flaw_is_named(changes: dict[str, object], code: str) -> None:
    assert code in codes(ask(**changes))


@pytest.mark.parametrize("pair", [("1.5米", "15米"), ("10m²", "10m2"), ("5mW", "5MW"), ("√", "×"), ("①", "1")])
def test_options_that_differ_in_substance_are_not_duplicates(pair: tuple[str, str]) -> None:
    assert codes(ask(options=pair, correct=(0,))) == set()


def test_message_names_the_options() -> None:
    flaws = find_type("single").check(ask(options=("甲", "乙", "甲"), correct=(1,)))
    assert [flaw.text for flaw in flaws] == ["选项 A 和 C 相同，请修改其中一个"]


def test_phone_sees_neither_key_nor_explanation_nor_source() -> None:
    shown = find_type("single").present(ask(), (3, 1, 0, 2))
    assert shown["options"] == ["122", "119", "110", "120"]
    text = json.dumps(shown, ensure_ascii=False)
    assert "CANARY" not in text
    assert "correct" not in text


@pytest.mark.parametrize(
    ("kind", "raw", "parsed"),
    [
        ("single", 1, (1,)),
        ("single", "1", (1,)),
        ("single", ["1"], (1,)),
        ("single", None, None),
        ("single", "", None),
        ("single", [], None),
        ("multiple", [3, 0], (0, 3)),
        ("multiple", ("2", "0"), (0, 2)),
    ],
)
def test_answers_a_page_sends_are_understood(kind: str, raw: object, parsed: tuple[int, ...] | None) -> None:
    assert find_type(kind).parse_answer(ask(type=kind), raw) == parsed


@pytest.mark.parametrize(
    "raw",
    [True, 1.0, -1, 4, "4", "１", "1 ", "٢", "9" * 5000, {"a": 1}, [[1]], [None], ["0", 0], [0, 1], b"1", "B", 10**30],
)
def test_other_answers_to_a_single_choice_are_refused(raw: object) -> None:
    with pytest.raises(Invalid):
        find_type("single").parse_answer(ask(), raw)


def test_repeated_picks_are_refused() -> None:
    with pytest.raises(Invalid):
        find_type("multiple").parse_answer(ask(type="multiple"), ["1", "1"])
