"""A draw's pool follows the ledger: a voided paper is out, a restored one in, a frozen pool stays as it was."""

from __future__ import annotations

from datetime import date

from quizapp.accounts import SYSTEM
from quizapp.contests import Contest, close_contest, restore_attempt, void_attempt
from quizapp.prizes import PrizeDraw, freeze_pool, hash_pool, list_tickets, pool_file, publish_draw
from tests.contests.conftest import Scene
from tests.integrity.makers import answer
from tests.prizes.makers import make_draw


def test_the_pool_follows(scene: Scene) -> None:
    voided, restored, later = (answer(scene, number, seconds=150) for number in range(3))
    with scene.store.write() as session:
        draw = make_draw(session, scene.contest_id, scene.clock(), claim_until=date(2030, 1, 1))
        publish_draw(session, draw.id, actor=SYSTEM, now=scene.clock())
        for attempt_id in (voided, restored):
            void_attempt(session, attempt_id, reason="代答", actor=SYSTEM, now=scene.clock())
        restore_attempt(session, restored, reason="是本人", actor=SYSTEM, now=scene.clock())
        close_contest(session, scene.contest_id, actor=SYSTEM, now=scene.clock())
        draw_id = draw.id
    with scene.store.write() as session:
        assert freeze_pool(session, draw_id, actor=SYSTEM, now=scene.clock()).pool_size == 2
    with scene.store.write() as session:
        void_attempt(session, later, reason="代答", actor=SYSTEM, now=scene.clock())
        void_attempt(session, restored, reason="又查了一次", actor=SYSTEM, now=scene.clock())
        restore_attempt(session, voided, reason="申诉成立", actor=SYSTEM, now=scene.clock())
    with scene.store.read() as session:
        frozen = session.get_one(PrizeDraw, draw_id)
        assert frozen.pool_position is not None
        tickets = list_tickets(session, frozen, position=frozen.pool_position)
        assert hash_pool(pool_file(tickets)) == frozen.pool_hash
        assert session.get_one(Contest, scene.contest_id).closed_at is not None
