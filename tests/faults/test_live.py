"""kill -9 in the middle of a question: the game goes on where it was, and what was acknowledged is there, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from benchmarks.phones import open_browser, open_browsers
from benchmarks.world import Phone, World
from quizapp.ledger import LedgerEntry
from quizapp.live.room import ANSWERS, PLAYERS
from tests.faults.live_rooms import Remote, ask, open_room, opened, right_answer
from tests.faults.server import Server


def test_a_game_goes_on_after_kill_nine_in_mid_question(world: World) -> None:
    code, token, questions = open_room(world)
    given = right_answer(questions[0])
    phones = open_browsers(world)
    host = open_browser(world.settings, Phone(device_key="host"), len(phones))
    server = Server(world)
    remote = Remote(server.port, code, token, host)

    def answer(number: int) -> int:
        body = {"place": 1, "answer": list(given), "nonce": f"n{number}"}
        path = f"/api/live/{code}/answers"
        browser = phones[number]
        first = ask(server.port, "POST", path, browser, body)
        again = ask(server.port, "POST", path, browser, body)
        assert first == again  # one receipt, whichever side of the kill it was asked on
        return first[0]

    with server, ThreadPoolExecutor(16) as crowd:
        joined = list(crowd.map(lambda each: ask(server.port, "POST", f"/api/live/{code}/join", each, {})[0], phones))
        assert set(joined) == {200}
        remote.tap("next")
        before = remote.wait_for("asking", "question")
        statuses = crowd.map(answer, range(len(phones)))
        for _ in range(3):
            with opened(world) as store, store.read() as session:
                so_far = session.scalar(select(func.count()).select_from(ANSWERS)) or 0
            server.kill()
            server.start()
            after = remote.wait_for("asking", "question")
            assert (after["opens_at"], after["closes_at"]) == (before["opens_at"], before["closes_at"])
            with opened(world) as store, store.read() as session:
                assert (session.scalar(select(func.count()).select_from(ANSWERS)) or 0) >= so_far
        assert set(statuses) == {200}
        remote.tap("close")
        locked = remote.wait_for("locked", "reveal_from")
        server.kill()
        server.start()
        remote.insist("reveal")
        server.kill()
        server.start()
        told = remote.wait_for("revealed", "reveal")
    assert told["reveal"]["answered"] == len(phones)
    assert locked["question"] is None or locked["question"]["place"] == 1
    with opened(world) as store, store.read() as session:
        players = session.execute(select(PLAYERS).order_by(PLAYERS.c.rank)).all()
        answers = {row.player_id: row for row in session.execute(select(ANSWERS))}
        credited = select(func.sum(LedgerEntry.quantity)).where(
            LedgerEntry.kind == "live_quiz_player", LedgerEntry.measure == "attendance"
        )
        assert session.scalar(credited) == len(phones)
    assert [player.rank for player in players] == list(range(1, len(phones) + 1))
    assert all(player.score == answers[player.id].points for player in players)
