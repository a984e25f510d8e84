"""What the core phrases is said in the reader's language: nested phrases, an import's problems, errors that quote them."""

from __future__ import annotations

import pytest
from flask import Flask

from quizapp.banks import read_bank_file
from quizapp.errors import Invalid
from quizapp.kit.i18n import Phrase
from quizapp.sheets import error
from quizapp.web import say, translate_error

PAPER = "1. 发现火情拨打（ ）\nA. 119\nB. 120\n答案：D\n".encode()


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh_Hans", "第 1 行：答案 D 没有对应的选项（共 2 个选项），请核对答案"),
        ("zh_Hant", "第 1 行：答案 D 沒有對應的選項（共 2 個選項），請核對答案"),
        ("en", "Row 1: answer D has no matching option (options: 2); please check the answer"),
    ],
)
def test_a_problem_of_a_file_is_said_in_the_reader_s_language(app: Flask, locale: str, said: str) -> None:
    problem = next(problem for problem in read_bank_file(PAPER, "paper.txt").problems if problem.code == "E-KEYRANGE")
    with app.test_request_context(f"/?lang={locale}"):
        assert say(problem) == said
    assert problem.message.startswith("第 1 行：答案 D 没有对应的选项"), "programs and the shell read Chinese"


def test_a_form_has_no_row_to_name(app: Flask) -> None:
    problem = error(0, "E-NOKEY", "第 %(row)d 行：答案“%(key)s”看不懂，请写选项字母，如 A 或 ABD", key="?")
    assert problem.message == "答案“?”看不懂，请写选项字母，如 A 或 ABD"
    with app.test_request_context("/?lang=en"):
        assert say(problem) == "The answer “?” is not clear; please write option letters such as A or ABD"


def test_a_phrase_inside_of_a_phrase_is_translated_too(app: Flask) -> None:
    inner = Phrase("不认识的层级“%(word)s”", word="怪")
    with app.test_request_context("/?lang=en"):
        assert say(Phrase("第 %(row)d 行：%(reason)s", row=3, reason=inner)) == "Row 3: Unknown level “怪”"
        assert (
            translate_error(Invalid("没有读到人员：%(reason)s", reason=inner))
            == "No people were found: Unknown level “怪”"
        )
        assert say("东明镇") == "东明镇", "an organizer's own words stay as they are"
