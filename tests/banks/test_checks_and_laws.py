from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from quizapp.banks import (
    Law,
    LawIndex,
    Standard,
    article_text,
    check_against_texts,
    check_bank,
    check_index_against_texts,
    cite,
    load_bank_file,
    load_shipped_banks,
    read_law_index,
    shipped_index,
    source_from_text,
)
from quizapp.banks.law_texts import figures_of, read_law_text
from quizapp.banks.numerals import to_chinese, to_int
from quizapp.errors import Misconfigured
from quizapp.questions import Question, Source

DAY = date(2021, 4, 29)
FIRE = Law(
    key="fire", title="中华人民共和国消防法", short="消防法", version_date=DAY, in_force_since=DAY, articles=3,
    inserted=frozenset({"2-1"}), file="fire.md",
)  # fmt: skip
INDEX = LawIndex(
    laws={"fire": FIRE}, standards={"GB 17761-2024": Standard(code="GB 17761-2024", title="电动自行车安全技术规范")}
)
TEXT = """# 中华人民共和国消防法

1998年4月29日通过

根据2021年4月29日《决定》第二次修正

## 第一章　总则

**第一条**　任何人发现火灾都应当立即报警。

任何单位、个人都应当无偿为报警提供便利。

**第二条**　有下列行为之一的，处一万元以上十万元以下罚款：

（一）堵塞通道的；

（二）占用通道的。

**第二条之一**　三日内改正。

## 第二章　附则

**第三条**　本法自公布之日起施行。
"""


@dataclass
class Bank:
    questions: tuple[Question, ...]
    rows: tuple[int, ...] = ()


def ask(number: int = 1, **changes: object) -> Question:
    fields: dict[str, object] = {
        "type": "single",
        "stem": f"第{to_chinese(number)}个情况应当怎么办，由谁负责处理？",
        "options": ("甲甲", "乙乙", "丙丙", "丁丁"),
        "correct": (number % 4,),
        "explanation": "说明。",
        "source": Source(law="fire", article="1.2", version_date=DAY),
        "key": f"q-{number}",
        **changes,
    }
    return Question(**fields)  # type: ignore[arg-type]


def codes(*questions: Question) -> set[str]:
    return {problem.code for problem in check_bank(Bank(questions), INDEX)}


def test_shipped_banks_are_without_error() -> None:
    banks = load_shipped_banks()
    assert sum(len(bank.questions) for bank in banks) >= 200
    for bank in banks:
        assert [str(problem) for problem in check_bank(bank, shipped_index()) if problem.is_error] == []


def test_a_good_question_has_no_problem() -> None:
    assert codes(ask()) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"source": None}, "E-NOSOURCE"),
        ({"source": Source()}, "E-NOSOURCE"),
        ({"source": Source(law="nobody", article="1", version_date=DAY)}, "E-LAW"),
        ({"source": Source(law="fire", article="4", version_date=DAY)}, "E-ARTICLE"),
        ({"source": Source(law="fire", article="0", version_date=DAY)}, "E-ARTICLE"),
        ({"source": Source(law="fire", article="", version_date=DAY)}, "E-ARTICLE"),
        ({"source": Source(law="fire", article="3-1", version_date=DAY)}, "E-ARTICLE"),
        ({"source": Source(law="fire", article="1", version_date=date(2019, 4, 23))}, "E-VERSION"),
        ({"source": Source(law="fire", article="1")}, "E-VERSION"),
        ({"source": Source(standard="GB 1-1999")}, "E-STANDARD"),
        ({"source": Source(note="某通知")}, "W-SOURCETEXT"),
        ({"correct": ()}, "E-NOKEY"),
        ({"correct": (4,)}, "E-KEYRANGE"),
        ({"options": ("甲", "甲")}, "E-DUPOPTION"),
        ({"options": ("甲", "乙", "以上都对")}, "W-LETTERREF"),
        ({"explanation": "故选B"}, "W-LETTERREF"),
        ({"explanation": ""}, "W-NOEXPLANATION"),
    ],
)
def test_flaws_are_found(changes: dict[str, object], code: str) -> None:
    assert code in codes(ask(**changes))


@pytest.mark.parametrize("article", ["1", "3", "1.2", "2-1", "2-1.1"])
def test_articles_that_exist(article: str) -> None:
    assert codes(ask(source=Source(law="fire", article=article, version_date=DAY))) == set()


def test_repeated_and_similar_stems_are_found() -> None:
    assert codes(ask(1), ask(2, stem=ask(1).stem)) == {"W-DUPSTEM"}
    long = "发现火情后，单位负责人应当在一个小时以内向所在地消防救援机构报告情况"
    assert codes(ask(1, stem=long), ask(2, stem=long.replace("一个", "两个"))) == {"W-SIMILARSTEM"}


def test_lopsided_keys_are_found() -> None:
    assert "W-KEYBALANCE" in codes(*(ask(number, correct=(0,)) for number in range(1, 30)))
    assert "W-KEYBALANCE" not in codes(*(ask(number) for number in range(1, 30)))
    long = ("这是一个长得多的正确选项", "乙", "丙", "丁")
    assert "W-LONGESTKEY" in codes(*(ask(number, options=long, correct=(0,)) for number in range(1, 30)))


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    (tmp_path / "fire.md").write_text(TEXT, "utf-8")
    return tmp_path


def text_codes(laws: Path, *questions: Question) -> set[str]:
    return {problem.code for problem in check_against_texts(Bank(questions), INDEX, laws)}


def test_law_text_is_read_by_article_and_paragraph(laws: Path) -> None:
    text = read_law_text(laws / "fire.md")
    assert {number: len(paragraphs) for number, paragraphs in text.articles.items()} == {
        "1": 2,
        "2": 1,
        "2-1": 1,
        "3": 1,
    }
    assert text.latest == DAY
    assert "占用通道" in text.articles["2"][0]


def test_an_index_that_equals_the_text_has_no_problem(laws: Path) -> None:
    assert check_index_against_texts(INDEX, laws) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"articles": 4}, "E-ARTICLECOUNT"),
        ({"articles": 2}, "E-ARTICLECOUNT"),
        ({"inserted": frozenset()}, "E-INSERTED"),
        ({"version_date": date(2019, 4, 23)}, "E-VERSION"),
        ({"file": "gone.md"}, "E-LAWFILE"),
    ],
)
def test_an_index_that_differs_is_told(laws: Path, changes: dict[str, object], code: str) -> None:
    index = LawIndex(laws={"fire": replace(FIRE, **changes)}, standards={})  # type: ignore[arg-type]
    assert [problem.code for problem in check_index_against_texts(index, laws)] == [code]


def test_figures_of_the_key_must_stand_in_the_article(laws: Path) -> None:
    two = Source(law="fire", article="2", version_date=DAY)
    fine = ask(options=("1万元以上10万元以下", "五千元"), correct=(0,), source=two)
    assert text_codes(laws, fine) == set()
    assert text_codes(laws, replace(fine, correct=(1,))) == {"W-FIGURE"}
    days = Source(law="fire", article="2-1", version_date=DAY)
    statement = ask(type="true_false", stem="应当在3日内改正。", options=("正确", "错误"), correct=(0,), source=days)
    assert text_codes(laws, statement) == set()
    assert text_codes(laws, replace(statement, stem="应当在5日内改正。")) == {"W-FIGURE"}
    assert text_codes(laws, replace(statement, stem="应当在5日内改正。", correct=(1,))) == set()


def test_paragraphs_that_do_not_exist_are_errors(laws: Path) -> None:
    assert text_codes(laws, ask(source=Source(law="fire", article="1.3", version_date=DAY))) == {"E-PARAGRAPH"}


def test_figures() -> None:
    assert figures_of("处十万元以上五十万元以下罚款") == {(100_000, "元"), (500_000, "元")}
    assert figures_of("10万元，百分之八十，3天") == {(100_000, "元"), (80, "%"), (3, "日")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《中华人民共和国消防法》第二条之一", Source(law="fire", article="2-1", version_date=DAY)),
        ("《消防法》第1条第2款", Source(law="fire", article="1.2", version_date=DAY)),
        ("依据《消防法》第三条规定", Source(law="fire", article="3", version_date=DAY)),
        ("《消防法》第1条（2019-04-23）", Source(law="fire", article="1", version_date=date(2019, 4, 23))),
        ("GB 17761—2024 第6.1条", Source(standard="GB 17761-2024", clause="第6.1条")),
        ("某厂规定", Source(note="某厂规定")),
        ("  ", None),
    ],
)
def test_citations_in_free_text(text: str, expected: Source | None) -> None:
    assert source_from_text(text, INDEX) == expected


def test_citations_as_people_read_them() -> None:
    assert cite(Source(law="fire", article="2-1.1"), INDEX) == "《中华人民共和国消防法》第2条之一第1款"
    assert cite(Source(standard="GB 17761-2024", clause="6.1"), INDEX) == "GB 17761-2024《电动自行车安全技术规范》 6.1"
    assert cite(None, INDEX) == ""
    assert article_text("133-1") == "第133条之一"


@pytest.mark.parametrize("number", [0, 1, 10, 11, 20, 101, 110, 111, 119, 133, 210, 452, 1001, 1010, 1100, 9999])
def test_numerals_there_and_back(number: int) -> None:
    assert to_int(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"), [("一百一十", 110), ("二十万", 200_000), ("一亿", 100_000_000), ("两百", 200), ("abc", None)]
)
def test_numerals(text: str, number: int | None) -> None:
    assert to_int(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "[[law]]\nkey = 'a'\n",
        "[[law",
        "[[standard]]\ntitle = 'x'\n",
        "[[standard]]\ncode='a'\ntitle='x'\n[[standard]]\ncode='a'\ntitle='y'\n",
    ],
)
def test_a_wrong_index_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "laws.toml").write_text(text, "utf-8")
    with pytest.raises(Misconfigured, match=r"laws\.toml"):
        read_law_index(tmp_path / "laws.toml")


def test_a_wrong_bank_names_every_error(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('[[question]]\ntype = "single"\nstem = "问？"\noptions = ["甲", "甲"]\n', "utf-8")
    with pytest.raises(Misconfigured) as refused:
        load_bank_file(file)
    assert "E-NOKEY" in str(refused.value)
    assert "E-DUPOPTION" in str(refused.value)
