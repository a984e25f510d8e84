"""What stands around a game: cards, files, housekeeping, a person's data, evidence, the console's way to a draft."""

from __future__ import annotations

import csv
import io
import json

from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import collect_cards, get_campaign
from quizapp.kit.evidence import describe
from quizapp.ledger import LedgerEntry, Scope, sums
from quizapp.live import Sending, answer, find_player, person_data
from quizapp.live.hub import Hub
from quizapp.live.jobs import close_forgotten
from quizapp.live.models import LiveRoom
from quizapp.live.producer import KIND
from quizapp.people import hash_device
from tests.live.makers import Game
from tests.support.cast import Cast
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


def play_one(game: Game, *, ends: bool = True) -> None:
    """Two people, one question, and the end."""
    for name in ("王小明", "李红"):
        game.come(name)
    place = game.ask()
    game.send("王小明", game.right(place))
    game.send("李红", game.wrong(place))
    game.tell()
    if ends:
        game.do("finish")


def cards(game: Game) -> list[str]:
    with game.store.read() as session:
        groups = collect_cards(session, get_campaign(session, game.campaign_id), None, game.clock())
        return [card.url for found in groups.values() for card in found if card.url.startswith("/l/")]


def test_the_door_stands_on_the_campaign_page_while_it_runs(game: Game) -> None:
    assert cards(game) == [f"/l/{game.room.code}"]
    game.do("finish")
    assert cards(game) == []


def test_a_room_that_everybody_left_is_finished(game: Game) -> None:
    game.ask()
    game.clock.advance(hours=23)
    assert close_forgotten(game.store, None, game.clock()) == 0
    game.clock.advance(hours=2)
    assert close_forgotten(game.store, None, game.clock()) == 1
    assert (game.room.phase, close_forgotten(game.store, None, game.clock())) == ("finished", 0)


def test_an_entry_of_the_ledger_opens_to_its_room(game: Game) -> None:
    play_one(game)
    with game.store.read() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "live_quiz_player")).first()
        assert entry is not None
        found = describe(session, [(entry.source_table, entry.source_id)])
    assert found[entry.source_table, entry.source_id].path == f"/console/live/{game.room_id}"
    assert (entry.tags, entry.unit_id) == (" delivery:offline ", game.cast.hongxing.id)


def figures(game: Game) -> tuple[int, int]:
    """Sessions (场) and attendances (人次), as a form bound to live quizzes adds them up in the campaign's county."""
    with game.store.read() as session:
        found = sums(session, Scope(campaign_id=game.campaign_id, unit_path=game.cast.county.path), kinds=(KIND,))
    return tuple(  # type: ignore[return-value]
        sum(each.quantity for each in found if each.measure == measure) for measure in ("session_held", "attendance")
    )


def test_a_room_is_one_session_however_many_questions_it_tells(game: Game) -> None:
    play_one(game, ends=False)
    assert figures(game) == (1, 2)
    game.ask()
    game.come("赵强")
    game.send("赵强", game.right(2))
    game.tell()
    game.do("finish")
    assert figures(game) == (1, 3)
    with game.store.read() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.measure == "session_held")).one()
        found = describe(session, [(entry.source_table, entry.source_id)])
    assert found["live_room", game.room_id].path == f"/console/live/{game.room_id}"
    assert (entry.unit_id, entry.tags) == (game.cast.town.id, " delivery:offline ")


def test_a_room_where_nobody_answered_was_not_held(game: Game) -> None:
    game.ask()
    game.tell()
    game.do("finish")
    assert figures(game) == (0, 0)


def test_a_void_room_counts_nowhere_and_stays_void(game: Game, client: Visitor) -> None:
    where = f"/console/live/{game.room_id}"
    client.sign_in(game.cast.alice)
    play_one(game, ends=False)
    game.do("remove", player_id=game.players["李红"])
    game.do("allow", player_id=game.players["李红"])
    assert client.post(f"{where}/void", data={"reason": "题目放错了"}).status_code == 303
    assert figures(game) == (1, 2), "it is not over yet"
    game.do("finish")
    client.post(f"{where}/void", data={"reason": " "})
    assert figures(game) == (1, 2), "without a reason"
    assert 'name="reason"' in client.get(where).text
    client.post(f"{where}/void", data={"reason": "题目放错了"})
    assert figures(game) == (0, 0)
    page = client.get(where).text
    assert "已作废，不计入" in page
    assert 'name="reason"' not in page
    client.post(f"{where}/void", data={"reason": "再来一次"})
    game.do("remove", player_id=game.players["李红"])
    game.do("allow", player_id=game.players["李红"])
    assert figures(game) == (0, 0)
    with game.store.read() as session:
        said = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "live.void")).all()
        reasons = set(session.scalars(select(LedgerEntry.reason).where(LedgerEntry.reverses_id.is_not(None))))
    assert [json.loads(each)["reason"] for each in said] == ["题目放错了"]
    assert reasons == {"题目放错了", "removed from the live room"}


def test_a_person_takes_his_name_along(game: Game) -> None:
    play_one(game)
    person_id = game.player("王小明").person_id
    with game.store.write() as session:
        assert person_data.describe(session, person_id)
        person_data.erase(session, person_id)
    erased = game.player("王小明")
    assert (erased.shown_name, erased.is_hidden, erased.device_hash, erased.score) == ("", True, None, 10)
    with game.store.read() as session:
        assert find_player(session, game.room_id, hash_device("王小明")) is None


def test_results_leave_as_files(client: Visitor, game: Game, cast: Cast) -> None:
    play_one(game)
    client.sign_in(cast.alice)
    files = {}
    for what in ("people", "units", "questions", "answers"):
        assert client.get(f"/console/live/{game.room_id}/{what}.xlsx").data[:2] == b"PK"
        text = client.get(f"/console/live/{game.room_id}/{what}.csv").get_data(as_text=True)
        files[what] = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row[:4] for row in files["people"][1:]] == [["1", "红星村", "王*明", "10"], ["2", "红星村", "李*", "0"]]
    assert files["units"][1][1:] == ["红星村", "5.00", "2"]
    assert [row[3:6] for row in files["questions"][1:2]] == [["2", "1", "50%"]]
    assert len(files["answers"]) == 3
    full = client.get(f"/console/live/{game.room_id}/people.csv?names=full").get_data(as_text=True)
    assert "王小明" in full


def test_an_organizer_makes_a_room_and_opens_it(client: Visitor, game: Game, cast: Cast) -> None:
    client.sign_in(cast.alice)
    assert client.get("/console/live").status_code == 200
    assert client.get("/console/live/new").status_code == 200
    form = {
        "title": "彩排", "unit_id": str(cast.town.id), "bank_ids": [str(game.bank_id)], "count": "5", "seconds": "30",
        "points": "20", "preset": "right_first", "mode": "standard", "is_practice": "y", "is_in_hall": "y",
        "board_size": "10", "join_limit": "100",
    }  # fmt: skip
    refused = client.post("/console/live/new", data={**form, "count": "99"})
    assert (refused.status_code, "只有" in refused.get_data(as_text=True)) == (422, True)
    made = client.post("/console/live/new", data=form)
    address = made.location.split("?")[0]
    page = client.get(address).get_data(as_text=True)
    assert ("30 秒，20 分" in page, "打开入场" in page) == (True, True)
    room_id = int(address.rsplit("/", 1)[1])
    picked = client.get(f"{address}/pick?bank={game.bank_id}").get_data(as_text=True)
    question_id = picked.split('name="question" value="')[1].split('"')[0]
    client.post(f"{address}/pick", data={"bank": game.bank_id, "question": question_id, "seconds": 10, "points": 5})
    client.post(f"{address}/questions/6", data={"do": "up"})
    client.post(f"{address}/questions/1", data={"do": "pace", "seconds": "45", "points": "7"})
    edited = client.post(f"{address}/edit", data={**form, "title": "正式彩排"})
    assert edited.status_code == 303
    assert client.post(f"{address}/open").status_code == 303
    with game.store.read() as session:
        room = session.get_one(LiveRoom, room_id)
        assert (room.title, room.phase, room.question_count, room.is_practice) == ("正式彩排", "lobby", 6, True)
    copied = client.post(f"{address}/copy")
    assert client.get(copied.location).status_code == 200
    assert client.post(f"{copied.location.split('?')[0]}/delete").status_code == 303


def test_a_thousand_polls_cost_ten_looks_a_second(game: Game) -> None:
    """One statement a look, none in between; a change is built once."""
    game.come("王小明")
    code = game.room.code
    calm = Hub(game.store, game.clock, max_age_s=3_600)
    keen = Hub(game.store, game.clock, max_age_s=0)
    first = calm.state(code)
    with statement_counter(game.store) as seen:
        assert all(calm.state(code) is first for _ in range(100))
    assert len(seen) == 0
    keen.state(code)
    with statement_counter(game.store) as seen:
        keen.state(code)
    assert len(seen) == 1
    game.do("next")
    assert calm.state(code) is first  # another process has not looked again yet
    calm.forget(code)
    ready = calm.state(code)
    assert ready is not first
    game.clock.advance(seconds=3)
    assert calm.state(code) is not ready  # its moment came: no look is needed to know


def test_an_answer_costs_two_statements(game: Game) -> None:
    game.come("王小明")
    game.come("李红")
    place = game.ask()
    right = game.right(place)
    game.send("李红", right)
    sending = Sending(
        code=game.room.code, device_hash=hash_device("王小明"), place=place, atoms=right, nonce="one",
        received_at=game.clock(),
    )  # fmt: skip
    with statement_counter(game.store) as sent:
        game.store.retrying(lambda session: answer(session, sending))
    assert len(sent) == 2, str(sent)
