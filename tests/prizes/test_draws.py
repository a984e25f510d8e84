"""A draw from its rules to the last prize, over real databases."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from quizapp.accounts import SYSTEM
from quizapp.contests import Contest, close_contest
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.ledger import LedgerEntry, reverse
from quizapp.prizes import (
    Eligibility,
    Prize,
    PrizeDraw,
    PrizeSettings,
    PrizeWin,
    WinState,
    change_draw,
    claim_win,
    draw_order,
    draw_winners,
    final_seed,
    freeze_pool,
    give_out,
    list_contacts,
    list_tickets,
    my_win,
    pool_file,
    publish_draw,
    purge_phones,
    read_wins,
    redraw,
)
from tests.contests.makers import VAULT, make_contest
from tests.prizes.makers import SETTINGS, make_draw, take_part
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.gate import Shown

pytestmark = pytest.mark.processes

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "guide" / "verify_draw.py"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A contest with twelve people who passed and four who did not, and a published draw."""

    store: Store
    clock: FakeClock
    contest_id: int
    draw_id: int

    def close(self) -> None:
        with self.store.write() as session:
            close_contest(session, self.contest_id, actor=SYSTEM, now=self.clock())

    def freeze(self) -> None:
        self.close()
        with self.store.write() as session:
            freeze_pool(session, self.draw_id, actor=SYSTEM, now=self.clock())

    def draw(self, number: str = "") -> None:
        self.freeze()
        with self.store.write() as session:
            draw_winners(session, self.draw_id, public_number=number, actor=SYSTEM, now=self.clock())

    def wins(self) -> list[PrizeWin]:
        with self.store.read() as session:
            found = list(
                session.scalars(select(PrizeWin).where(PrizeWin.draw_id == self.draw_id).order_by(PrizeWin.place))
            )
            session.expunge_all()
            return found

    def row(self) -> PrizeDraw:
        with self.store.read() as session:
            found = session.get_one(PrizeDraw, self.draw_id)
            session.expunge_all()
            return found


@pytest.fixture
def make_scene(store: Store, cast: Cast, clock: FakeClock):  # type: ignore[no-untyped-def]
    def make(**changes: object) -> Scene:
        with store.write() as session:
            contest = make_contest(session, cast, clock())
            for number in range(16):
                take_part(session, contest, cast.hongxing.id, clock(), number, right=10 if number < 12 else 2)
            draw = make_draw(session, contest.id, clock(), **changes)
            publish_draw(session, draw.id, actor=SYSTEM, now=clock())
            return Scene(store=store, clock=clock, contest_id=contest.id, draw_id=draw.id)

    return make


@pytest.fixture
def scene(make_scene) -> Scene:  # type: ignore[no-untyped-def]
    return make_scene()  # type: ignore[no-any-return]


def test_it_works_and_anybody_can_recompute_it(make_scene, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    scene = make_scene(public_source="某日双色球开奖号码")
    scene.draw("03 07 11 22 28 31 09")
    draw, wins = scene.row(), scene.wins()
    assert draw.pool_size == 12
    assert [win.place for win in wins] == [0, 1, 2]
    with scene.store.read() as session:
        tickets = list_tickets(session, draw, position=draw.pool_position)
    (tmp_path / "pool.txt").write_bytes(pool_file(tickets))
    told = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path / "pool.txt"), draw.seed, draw.public_number, "3"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert told == ["pool", draw.pool_hash, "seed", draw.seed_commitment, *(win.ticket for win in wins)]
    assert len(SCRIPT.read_text().splitlines()) <= 25


def test_a_thousand_draws_recompute_and_are_fair(shown: Shown) -> None:
    tickets = [f"T{number:03}" for number in range(50)]
    wins = dict.fromkeys(tickets, 0)
    for number in range(1000):
        final = final_seed(Random(number).randbytes(32).hex(), "")
        order = draw_order(tickets, final)
        assert order == draw_order(list(reversed(tickets)), final)
        for ticket in order[:10]:
            wins[ticket] += 1
    assert sum(wins.values()) == 10_000
    # 200 expected each, standard deviation 12.6: five of them either way.
    assert 137 < min(wins.values()) <= max(wins.values()) < 263
    shown(23, "draws recomputed", 1_000, asked=1_000)


@pytest.mark.parametrize(
    ("rule", "size"), [(Eligibility.TOOK_PART, 16), (Eligibility.PASSED, 12), (Eligibility.FULL_MARKS, 12)]
)
def test_pool_follows_the_rule(make_scene, rule: Eligibility, size: int) -> None:  # type: ignore[no-untyped-def]
    scene = make_scene(eligibility=rule)
    scene.freeze()
    assert scene.row().pool_size == size


def test_a_paper_that_was_taken_back_is_not_in_the_pool_and_later_ones_change_nothing(scene: Scene) -> None:
    with scene.store.write() as session:
        first = session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id)).first()
        assert first is not None
        reverse(session, first, reason="重复答题", actor="system", now=scene.clock())
    scene.freeze()
    assert scene.row().pool_size == 11
    with scene.store.write() as session:
        second = session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id).offset(1)).first()
        assert second is not None
        reverse(session, second, reason="重复答题", actor="system", now=scene.clock())
    with scene.store.write() as session:
        draw_winners(session, scene.draw_id, public_number="", actor=SYSTEM, now=scene.clock())
    assert len(scene.wins()) == 3


def test_rules_do_not_change_after_they_are_public(scene: Scene) -> None:
    with scene.store.write() as session, pytest.raises(Conflict, match="已经公布"):
        change_draw(session, scene.draw_id, SETTINGS, actor=SYSTEM)


def test_each_step_waits_for_the_one_before(scene: Scene) -> None:
    def attempt(deed) -> str:  # type: ignore[no-untyped-def]
        with scene.store.write() as session, pytest.raises(Conflict) as caught:
            deed(session)
        return str(caught.value)

    now = scene.clock()
    assert "还没有结束" in attempt(lambda s: freeze_pool(s, scene.draw_id, actor=SYSTEM, now=now))
    assert "固定" in attempt(lambda s: draw_winners(s, scene.draw_id, public_number="", actor=SYSTEM, now=now))
    assert "不用再公布" in attempt(lambda s: publish_draw(s, scene.draw_id, actor=SYSTEM, now=now))
    scene.draw()
    assert "只有一次" in attempt(lambda s: draw_winners(s, scene.draw_id, public_number="", actor=SYSTEM, now=now))
    assert "不能再来" in attempt(lambda s: freeze_pool(s, scene.draw_id, actor=SYSTEM, now=now))


def test_rules_come_before_the_end_of_the_contest(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        draw = make_draw(session, contest.id, clock())
        close_contest(session, contest.id, actor=SYSTEM, now=clock())
        with pytest.raises(Conflict, match="结束以前"):
            publish_draw(session, draw.id, actor=SYSTEM, now=clock())


def test_a_pool_that_was_tampered_with_is_not_drawn(scene: Scene) -> None:
    scene.freeze()
    with scene.store.write() as session:
        session.execute(update(PrizeDraw).values(pool_hash="0" * 64))
    with scene.store.write() as session, pytest.raises(Conflict, match="指纹不一致"):
        draw_winners(session, scene.draw_id, public_number="", actor=SYSTEM, now=scene.clock())
    assert scene.wins() == []


def test_public_number_is_needed_where_it_was_promised(make_scene) -> None:  # type: ignore[no-untyped-def]
    scene = make_scene(public_source="某日开奖号码")
    scene.freeze()
    with scene.store.write() as session, pytest.raises(Invalid):
        draw_winners(session, scene.draw_id, public_number=" ", actor=SYSTEM, now=scene.clock())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"prizes": ()}, "prizes"),
        ({"prizes": (PrizeSettings(rank="一等奖", name="车", count=1, value_cents=5_000_001),)}, "prizes"),
        ({"prizes": (PrizeSettings(rank="一等奖", name="", count=1),)}, "prizes"),
        ({"prizes": (PrizeSettings(rank="一等奖", name="书", count=0),)}, "prizes"),
        ({"claim_until": date(2020, 1, 1)}, "claim_until"),
    ],
)
def test_what_cannot_be_is_refused(
    store: Store, cast: Cast, clock: FakeClock, changes: dict[str, object], field: str
) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        with pytest.raises(Invalid) as caught:
            make_draw(session, contest.id, clock(), **changes)
    assert caught.value.params.get("field") == field or caught.value.field == field


def test_the_database_itself_refuses_a_prize_above_the_law(scene: Scene) -> None:
    with pytest.raises(IntegrityError), scene.store.write() as session:
        session.execute(update(Prize).values(value_cents=5_000_001))


def test_claim_phone_and_hand_out(make_scene) -> None:  # type: ignore[no-untyped-def]
    scene = make_scene(asks_phone=True)
    scene.draw()
    win = scene.wins()[0]
    now = scene.clock()
    with scene.store.write() as session:
        with pytest.raises(Invalid):
            claim_win(session, draw_id=scene.draw_id, person_id=win.person_id, phone="12", vault=VAULT, now=now)
        claim_win(session, draw_id=scene.draw_id, person_id=win.person_id, phone="13800001234", vault=VAULT, now=now)
    with scene.store.read() as session:
        assert list_contacts(session, scene.draw_id, vault=VAULT)[0][4] == "13800001234"
        shown = read_wins(session, scene.draw_id)[0]
    assert (shown.name[:3], shown.state, shown.has_phone) == ("甲**", WinState.CLAIMED, True)
    with scene.store.write() as session:
        with pytest.raises(Invalid, match="领奖码"):
            give_out(session, win.id, claim_code="WRONG1", actor=SYSTEM, now=now)
        give_out(session, win.id, claim_code=f" {win.claim_code.lower()} ", actor=SYSTEM, now=now)
        give_out(session, win.id, claim_code=win.claim_code, actor=SYSTEM, now=now)
    with scene.store.write() as session:
        assert purge_phones(session, now=now + timedelta(days=29)) == 0
        assert purge_phones(session, now=now + timedelta(days=31)) == 1
    with scene.store.read() as session:
        assert list_contacts(session, scene.draw_id, vault=VAULT)[0][4] == ""


def test_only_the_winner_claims(scene: Scene) -> None:
    scene.draw()
    with scene.store.write() as session, pytest.raises(NotFound):
        claim_win(session, draw_id=scene.draw_id, person_id=99_999, phone="", vault=VAULT, now=scene.clock())


def test_drawn_again_keeps_the_first_and_takes_the_next(scene: Scene) -> None:
    scene.draw()
    first = scene.wins()[0]
    now = scene.clock()
    until = now.date() + timedelta(days=20)
    with scene.store.write() as session:
        made = redraw(session, first.id, reason="逾期未领", claim_until=until, actor=SYSTEM, now=now)
        assert made is not None
        assert (made.place, made.round_no, made.prize_id, made.claim_until) == (3, 2, first.prize_id, until)
    with scene.store.read() as session:
        assert my_win(session, scene.draw_id, first.person_id) is None
        assert my_win(session, scene.draw_id, made.person_id) is not None
    wins = scene.wins()
    assert [win.state for win in wins] == ["forfeited", "drawn", "drawn", "drawn"]
    assert wins[0].reason == "逾期未领"
    with scene.store.write() as session, pytest.raises(Conflict):
        redraw(session, first.id, reason="再来", claim_until=until, actor=SYSTEM, now=now)


def test_when_everybody_was_drawn_nobody_follows(make_scene) -> None:  # type: ignore[no-untyped-def]
    scene = make_scene(prizes=(PrizeSettings(rank="参与奖", name="手册", count=40),))
    scene.draw()
    wins = scene.wins()
    assert len(wins) == 12
    with scene.store.write() as session:
        until = scene.clock().date() + timedelta(days=20)
        assert (
            redraw(session, wins[0].id, reason="本人放弃", claim_until=until, actor=SYSTEM, now=scene.clock()) is None
        )


def test_two_at_once_draw_once(scene: Scene) -> None:
    scene.freeze()
    barrier, outcomes = Barrier(8), []

    def go() -> None:
        barrier.wait()
        try:
            with scene.store.write() as session:
                draw_winners(session, scene.draw_id, public_number="", actor=SYSTEM, now=scene.clock())
            outcomes.append("drawn")
        except Conflict:
            outcomes.append("refused")

    threads = [Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["drawn", *["refused"] * 7]
    assert len(scene.wins()) == 3


def test_a_person_cannot_win_twice_whatever_the_code_does(scene: Scene) -> None:
    """The guard below the guard: without the service the constraint still refuses."""
    scene.draw()
    win = scene.wins()[0]
    with pytest.raises(IntegrityError), scene.store.write() as session:
        session.add(
            PrizeWin(
                draw_id=win.draw_id, prize_id=win.prize_id, place=9, round_no=9, copy_no=9, ticket="X",
                person_id=win.person_id, claim_code="X", drawn_at=win.drawn_at, claim_until=win.claim_until,
            )
        )  # fmt: skip


def test_nothing_is_written_to_the_ledger(scene: Scene) -> None:
    with scene.store.read() as session:
        before = session.scalar(select(func.count(LedgerEntry.id)))
    scene.draw()
    with scene.store.read() as session:
        assert session.scalar(select(func.count(LedgerEntry.id))) == before
        assert session.scalar(select(func.count(Contest.id))) == 1
