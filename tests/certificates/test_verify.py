"""The page that says whether a number is real."""

from __future__ import annotations

from quizapp.certificates import show_number
from quizapp.people import erase_person
from tests.certificates.makers import MakeScene, Scene
from tests.support.visitor import Visitor


def issued(scene: Scene, name: str = "欧阳小明") -> tuple[int, str]:
    """(person, number) of a certificate."""
    person = scene.person(1, name=name, right=9)
    scene.issue(person)
    mine = scene.mine(person)
    assert mine is not None
    return person, mine.number


def test_it_says_valid_and_masks_the_name(scene: Scene, client: Visitor) -> None:
    _, number = issued(scene)
    answer = client.get(f"/v/{number}")
    assert "证书有效" in answer.text
    for shown in ("欧**明", "红星村", "安全知识竞赛", "东明镇安全生产委员会办公室", show_number(number)):
        assert shown in answer.text
    assert "欧阳小明" not in answer.text
    assert "90%" not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_band_is_shown_where_the_organizer_wants_it(make_scene: MakeScene, client: Visitor) -> None:
    _, number = issued(make_scene(shows_band=True))
    text = client.get(f"/v/{number}").text
    assert "满分的 90% 到 99%" in text


def test_a_withdrawn_one_is_told_from_a_made_up_one(scene: Scene, client: Visitor) -> None:
    person, number = issued(scene)
    scene.take_back(person)
    withdrawn = client.get(f"/v/{number}")
    assert withdrawn.status_code == 200
    assert "已经撤回" in withdrawn.text
    assert "证书有效" not in withdrawn.text
    made_up = client.get("/v/AAAAAAAAAAAAAAAAAAAA")
    assert made_up.status_code == 404
    assert "没有这个编号的证书" in made_up.text


def test_erased_people_have_no_name_and_a_valid_number(scene: Scene, client: Visitor) -> None:
    person, number = issued(scene)
    with scene.store.write() as session:
        erase_person(session, person, now=scene.clock())
    text = client.get(f"/v/{number}").text
    assert "证书有效" in text
    assert "已按本人要求删除" in text
    assert "核对姓名" not in text
    assert "姓名" in client.post(f"/v/{number}", data={"name": ""}).text


def test_the_full_name_can_be_compared(scene: Scene, client: Visitor) -> None:
    _, number = issued(scene)
    assert "姓名一致" in client.post(f"/v/{number}", data={"name": " 欧阳 小明 "}).text
    wrong = client.post(f"/v/{number}", data={"name": "欧阳大明"}).text
    assert "姓名不一致" in wrong
    assert "欧阳小明" not in wrong
    assert client.post(f"/v/{number}", data={"name": " "}).status_code == 422


def test_a_masked_name_cannot_be_guessed_open(scene: Scene, client: Visitor) -> None:
    """Neither from one phone nor from many."""
    _, number = issued(scene)
    tries = [client.post(f"/v/{number}", data={"name": f"欧阳{n}明"}).status_code for n in range(8)]
    assert tries[:6] == [200] * 6
    assert 429 in tries[6:]
    phones = [client.application.test_client() for _ in range(10)]
    answers = [phone.post(f"/v/{number}", data={"name": f"欧{n}明"}).status_code for phone in phones for n in range(3)]
    assert answers.count(200) <= 12
    assert client.get(f"/v/{number}").status_code == 200


def test_any_spelling_of_the_number_leads_there(scene: Scene, client: Visitor) -> None:
    _, number = issued(scene)
    assert client.get(f"/v/{show_number(number).lower()}").headers["Location"].endswith(f"/v/{number}")
    assert client.get("/v", query_string={"number": f" {show_number(number)} "}).headers["Location"].endswith(number)
    assert "证书编号" in client.get("/v").text


def test_previews_have_a_number_that_cannot_be_issued(client: Visitor, scene: Scene) -> None:
    assert client.get("/v/SAMPLE00SAMPLE00SAMP").status_code == 404
