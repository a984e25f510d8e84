"""The author's form: every type written, looked at, changed; pictures stored; nothing lost that the form does not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.banks import BankQuestion, add_question, open_bank
from quizapp.banks.typed import read_pairs, read_place, sketch, type_in
from quizapp.db import Store
from quizapp.questions import Blank, Media, Question, Region, Review, decode_question, find_type
from tests.contests.all_types import make_questions
from tests.media.files import photo, sound
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.visitor import Visitor

CHOICE = {
    "type": "single",
    "stem": "火警电话是多少？",
    "option_a": "119",
    "option_b": "110",
    "answer": "A",
    "difficulty": "easy",
}


@pytest.fixture
def bank_id(store: Store, client: Visitor, cast: Cast) -> int:
    """An empty bank of 东明镇, with Alice at the desk."""
    client.sign_in(cast.alice)
    with store.write() as session:
        return open_bank(session, unit_id=cast.town.id, title="本镇题库", now=OPENING).id


def current(store: Store) -> Question:
    with store.read() as session:
        return decode_question(
            session.scalars(select(BankQuestion.content).where(BankQuestion.retired_at.is_(None))).one()
        )


def write(client: Visitor, bank_id: int, **form: Any) -> Any:
    return client.post(f"/console/banks/{bank_id}/questions/new", data={"difficulty": "easy", **form})


def test_fill_in(client: Visitor, store: Store, bank_id: int) -> None:
    made = write(client, bank_id, type="fill_in", stem="拨打____，宽度____米", blanks="119 | 一一九\n3.5±0.1")
    assert made.status_code == 303, made.text
    question = current(store)
    assert question.blanks == (Blank(accepted=("119", "一一九")), Blank(number=3.5, tolerance=0.1))


def test_matching(client: Visitor, store: Store, bank_id: int) -> None:
    made = write(client, bank_id, type="matching", stem="连起来", pairs="红 = 禁止\n黄＝警告\n橙 = 禁止\n= 提示")
    assert made.status_code == 303, made.text
    question = current(store)
    assert (question.prompts, question.options) == (("红", "黄", "橙"), ("禁止", "警告", "提示"))
    assert question.correct == (0, 1, 0)


def test_ordering(client: Visitor, store: Store, bank_id: int) -> None:
    assert write(client, bank_id, type="ordering", stem="排序", steps="提\n\n拔\n握\n压").status_code == 303
    assert (current(store).options, current(store).correct) == (("提", "拔", "握", "压"), (0, 1, 2, 3))


def test_hotspot_with_its_picture(client: Visitor, store: Store, bank_id: int) -> None:
    made = write(
        client, bank_id, type="hotspot", stem="找隐患", picture=(BytesIO(photo((800, 600))), "厨房.jpg"), picture_alt="一间厨房",
        region_label=["纸箱", "明火", ""], region_place=["400 300 100 200", "500,400,50", ""],
    )  # fmt: skip
    assert made.status_code == 303, made.text
    question = current(store)
    assert question.media[0].file.endswith(".webp")
    assert (question.media[0].width, question.media[0].alt) == (800, "一间厨房")
    assert question.regions == (
        Region(label="纸箱", shape="rect", coords=(100, 200, 400, 300)), Region(label="明火", shape="circle", coords=(500, 400, 50)),
    )  # fmt: skip


def test_case(client: Visitor, store: Store, bank_id: int) -> None:
    made = write(
        client, bank_id, type="case", stem="材料", part_type=["single", "true_false", "single"],
        part_stem=["首先做什么？", "可以抽烟", ""], part_options=["断电\n跑开", "", ""], part_answer=["A", "错误", ""],
        part_explanation=["先断电", "", ""],
    )  # fmt: skip
    assert made.status_code == 303, made.text
    parts = current(store).parts
    assert [(part.type, part.correct) for part in parts] == [("single", (0,)), ("true_false", (1,))]


def test_options_may_be_pictures_alone_and_a_sound_may_play(client: Visitor, store: Store, bank_id: int) -> None:
    made = write(
        client, bank_id, type="single", stem="哪个是禁止标志？", answer="B", option_a="", option_b="",
        option_a_picture=(BytesIO(photo((60, 60))), "a.jpg"), option_a_picture_alt="三角", option_b_picture_alt="圆圈",
        option_b_picture=(BytesIO(photo((70, 70))), "b.jpg"), audio=(BytesIO(sound()), "求助.wav"), audio_alt="求助电话",
    )  # fmt: skip
    assert made.status_code == 303, made.text
    question = current(store)
    assert [media and media.alt for media in question.option_media] == ["三角", "圆圈"]
    assert [(media.kind, media.alt) for media in question.media] == [("audio", "求助电话")]


def test_a_file_that_is_no_picture_is_refused_in_words(client: Visitor, store: Store, bank_id: int) -> None:
    made = write(client, bank_id, **CHOICE, picture=(BytesIO(b"MZ virus"), "a.jpg"))
    assert made.status_code == 422
    assert "图片读不出来" in made.text
    assert 'value="119"' in made.text


def test_changing_the_type_keeps_what_was_written_and_stores_the_picture(client: Visitor, bank_id: int) -> None:
    page = write(client, bank_id, **CHOICE, go="type:matching", picture=(BytesIO(photo()), "a.jpg"))
    assert page.status_code == 200
    assert "火警电话是多少？" in page.text
    assert 'name="pairs"' in page.text
    assert 'name="picture_name" value="' in page.text
    assert ".webp" in page.text
    assert 'role="alert"' not in page.text.replace('data-media-error role="alert" hidden', "")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"type": "fill_in", "stem": "没有空", "blanks": "a\nb"}, "个空"),
        ({"type": "matching", "stem": "连", "pairs": "红\n黄 = 警告\n= 禁止"}, "答案"),
        ({"type": "ordering", "stem": "排", "steps": "一"}, "至少要有两个"),
        ({"type": "hotspot", "stem": "找", "region_label": "x", "region_place": "1 2 3 4"}, "没有图片"),
        ({"type": "case", "stem": "材料"}, "小题"),
        ({"type": "case", "stem": "材料", "part_type": "single", "part_stem": "问", "part_options": "甲\n乙", "part_answer": "D",
          "part_explanation": ""}, "没有对应的选项"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(client: Visitor, store: Store, bank_id: int, form: dict[str, str], words: str) -> None:
    answer = write(client, bank_id, **form)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text


def every_type(store: Store) -> list[Question]:
    with store.write() as session:
        return make_questions(session, OPENING)


def test_what_the_form_shows_makes_the_same_question_again(client: Visitor, store: Store, bank_id: int) -> None:
    """Of every type: opened and saved without a change it stays the same version, with all the form does not show."""
    for number, question in enumerate(every_type(store)):
        kept = replace(question, key=f"k-{number}", tags=("甲",), valid_from=date(2026, 5, 1), audience=("worker",))
        with store.write() as session:
            made = add_question(session, bank_id, kept, now=OPENING)
        page = client.get(f"/console/banks/questions/{made}/edit")
        assert page.status_code == 200
        saved = client.post(f"/console/banks/questions/{made}/edit", data=fields_of(page.text))
        assert saved.status_code == 303, (question.type, saved.text)
        assert str(saved.location).endswith(f"/{made}"), question.type


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would post of the page's form: html.parser is enough for our own markup."""

    class Fields(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, list[str]] = {}
            self.inside = False
            self.text: tuple[str, list[str]] | None = None
            self.select = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            about = dict(attrs)
            name = about.get("name") or ""
            if tag == "form":
                self.inside = "data-question-form" in about
            if not self.inside:
                return
            is_open = about.get("type") not in {"checkbox", "radio", "file"} or "checked" in about
            if tag == "input" and name and is_open:
                self.found.setdefault(name, []).append(about.get("value") or "")
            if tag == "textarea":
                self.text = (name, [])
            if tag == "select":
                self.select = name
            if tag == "option" and "selected" in about:
                self.found.setdefault(self.select, []).append(about.get("value") or "")

        def handle_data(self, data: str) -> None:
            if self.text:
                self.text[1].append(data)

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea" and self.text:
                self.found.setdefault(self.text[0], []).append(
                    "".join(self.text[1]).removeprefix("\r").removeprefix("\n")
                )
                self.text = None
            if tag == "form":
                self.inside = False

    parser = Fields()
    parser.feed(page)
    return parser.found


def test_a_change_forgets_the_review_of_other_words(client: Visitor, store: Store, bank_id: int) -> None:
    question = Question(
        type="true_false",
        stem="旧",
        options=("正确", "错误"),
        correct=(0,),
        key="k",
        reviewed=Review(on=date(2026, 1, 1)),
    )
    with store.write() as session:
        made = add_question(session, bank_id, question, now=OPENING)
    client.post(
        f"/console/banks/questions/{made}/edit",
        data={"type": "true_false", "stem": "新", "answer": "正确", "difficulty": "medium"},
    )
    assert (current(store).stem, current(store).reviewed) == ("新", None)


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "true_false", "fill_in", "matching", "ordering", "hotspot", "case"]
)
def test_an_empty_form_of_every_type_opens_and_is_drawn(client: Visitor, bank_id: int, kind: str) -> None:
    page = client.get(f"/console/banks/{bank_id}/questions/new?type={kind}")
    assert page.status_code == 200
    assert client.post(f"/console/banks/{bank_id}/questions/preview", data={"type": kind}).status_code == 200


def test_the_preview_follows_half_written_questions(client: Visitor, bank_id: int) -> None:
    asked = {"type": "fill_in", "stem": "拨打____，宽____米", "blanks": "119"}
    page = client.post(f"/console/banks/{bank_id}/questions/preview", data=asked).text
    assert page.count('class="gap"') == 2
    assert "119" not in page


def test_a_chosen_file_is_stored_at_once(client: Visitor, bank_id: int) -> None:
    answer = client.post(
        f"/console/banks/{bank_id}/media", data={"kind": "picture", "file": (BytesIO(photo((300, 200))), "x.jpg")}
    )
    assert (answer.json["width"], answer.json["height"]) == (300, 200)
    assert client.get(answer.json["url"]).status_code == 200
    refused = client.post(
        f"/console/banks/{bank_id}/media",
        data={"kind": "audio", "file": (BytesIO(b"x"), "x.amr")},
        headers={"Accept": "application/json"},
    )
    assert refused.status_code == 422
    assert "MP3" in refused.json["error"]["message"]


def test_a_name_that_is_not_stored_is_no_picture(client: Visitor, store: Store, bank_id: int) -> None:
    assert write(client, bank_id, **CHOICE, picture_name="../../etc/passwd", picture_alt="x").status_code == 303
    assert current(store).media == ()


def test_a_picture_can_be_taken_away(client: Visitor, store: Store, bank_id: int) -> None:
    made = write(client, bank_id, **CHOICE, picture=(BytesIO(photo()), "a.jpg"), picture_alt="图")
    name = current(store).media[0].file
    client.post(f"{made.location}/edit", data={**CHOICE, "picture_name": name, "picture_drop": "1"})
    assert current(store).media == ()


def test_numbers_become_shapes_by_their_count() -> None:
    assert read_place("x", "1 2 3").shape == "circle"
    assert read_place("x", "左 9，上 8，右 1，下 2").coords == (1, 2, 9, 8)
    assert read_place("x", "0 0 9 0 9 9").shape == "poly"


def test_pairs_that_say_nothing_are_left_for_the_check() -> None:
    assert read_pairs("红\n= 提示") == (["红"], ["提示"], ())


def test_sketches_can_always_be_presented() -> None:
    picture = (Media(file="x", width=10, height=10),)
    for question in (
        Question(type="single", stem="", options=("甲",)), Question(type="case", stem="", parts=(Question(type="single", stem=""),)),
        Question(type="hotspot", stem="", media=picture), Question(type="ordering", stem="", options=("甲",), correct=(0,)),
    ):  # fmt: skip
        drawn = sketch(type_in(question))
        assert drawn is not None
        kind = find_type(drawn.type)
        size = sum(count for count, _ in kind.option_groups(drawn))
        assert kind.present(drawn, range(size))["type"] == question.type
