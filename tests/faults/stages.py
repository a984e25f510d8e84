"""A contest on a stage over a real server: buzzers that insist, a referee who looks before he taps again, and the count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from itertools import count as endless
from random import Random
from time import sleep
from urllib.parse import urlencode

from sqlalchemy import func, select

from benchmarks.phones import Browser, open_browser
from benchmarks.world import Phone, World
from quizapp.accounts import SYSTEM, Role, open_session
from quizapp.banks import BankQuestion
from quizapp.db import Store
from quizapp.ledger import LedgerEntry
from quizapp.stage import (
    Course,
    NewContest,
    RoundKind,
    StageBuzz,
    StageContest,
    StageEvent,
    StagePress,
    TeamText,
    create_contest,
    draw_questions,
    find_row,
    read_course,
    save_team,
)
from tests.faults.live_rooms import ask, opened
from tests.faults.server import Server
from tests.support.factories import insert_grant, insert_staff
from tests.support.patience import wait_until

TEAMS = 12


@dataclass
class Told:
    """What the server has acknowledged."""

    #: Nonce of a press -> the verdict.
    presses: dict[str, str] = field(default_factory=dict)
    #: The mark an act carries as its reason -> the act.
    acts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What the database holds, held against what was told."""

    #: Acknowledged and not there, or there with another verdict.
    lost: int
    #: There more than once.
    doubled: int
    #: Openings whose first is not the earliest receipt.
    wrong_firsts: int
    #: Openings that have a first.
    decided: int
    #: Whether the acts are numbered without a gap.
    is_whole: bool


@dataclass(kw_only=True)
class Stage:
    """Twelve teams, one on each table, and whoever watches the contest's rows."""

    store: Store
    server: Server
    id: int
    referee: Browser
    hands: list[Browser]
    #: Of the buzzers, by table.
    tokens: list[str]
    told: Told = field(default_factory=Told)
    _marks: Iterator[int] = field(default_factory=lambda: endless(1))

    def course(self) -> Course:
        """As it stands in the database."""
        with self.store.read() as session:
            return read_course(session, find_row(session, self.id))

    def buzzer_round(self) -> int:
        """Id of the round whose questions are pressed for."""
        return next(line.round.id for line in self.course().rounds if line.kind is RoundKind.BUZZER)

    def restart(self) -> None:
        """kill -9, and up again."""
        self.server.kill()
        self.server.start()

    def press(self, number: int) -> None:
        """This table's buzzer, until it is told what came of it; what was told once is told again."""
        nonce = f"{number}-{self._opening()}"
        path, body = f"/stage-buzzer/{self.tokens[number]}/press", {"nonce": nonce, "rtt_ms": number}
        self.told.presses[nonce] = ask(self.server.port, "POST", path, self.hands[number], body)[1]["verdict"]

    def state(self, number: int) -> dict[str, object]:
        """What this table's buzzer shows."""
        path = f"/stage-buzzer/{self.tokens[number]}/state"
        found: dict[str, object] = ask(self.server.port, "GET", path, self.hands[number])[1]
        return found

    def first(self) -> int:
        """Id of the team that answers, once the buzzers show one."""

        who: object = ""

        def is_decided() -> bool:
            nonlocal who
            sleep(0.1)
            who = self.state(0)["who"]
            return bool(who)

        wait_until(is_decided, "the first")
        return next(line.team.id for line in self.course().teams if line.team.name == who)

    def say(self, act: str, **fields: object) -> None:
        """The referee's tap. When the line breaks he looks whether it stands before he taps again, as people do."""
        mark = f"第 {next(self._marks):04d} 句"

        def stands() -> bool:
            revision, page = self._look()
            if mark in page:
                return True
            form = {"revision": revision, "reason": mark, **fields}
            return self._send("POST", f"run/{act}", form)[0] == 303

        wait_until(stands, act)
        self.told.acts[mark] = act

    def finish(self, present: list[int]) -> None:
        """The referee's last form."""

        def is_over() -> bool:
            revision, page = self._look()
            if "比赛已结束" in page:
                return True
            return self._send("POST", "finish", {"revision": revision, "present": present})[0] == 303

        wait_until(is_over, "the end")

    def is_kept(self, reason_or_kind: str) -> bool:
        """Whether such an act is in the log."""
        with self.store.read() as session:
            named = (StageEvent.reason == reason_or_kind) | (StageEvent.kind == reason_or_kind)
            return session.scalar(select(StageEvent.id).where(named).limit(1)) is not None

    def count_presses(self) -> int:
        """Of the present opening."""
        opening = self._opening()
        with self.store.read() as session:
            return session.scalar(select(func.count(StagePress.id)).where(StagePress.opening_id == opening)) or 0

    def _opening(self) -> int | None:
        with self.store.read() as session:
            return session.scalar(select(StageContest.opening_id).where(StageContest.id == self.id))

    def _look(self) -> tuple[int, str]:
        status, page = 0, ""

        def is_seen() -> bool:
            nonlocal status, page
            status, page = self._send("GET", "run?part=1")
            return status == 200

        wait_until(is_seen, "the referee's page")
        found = re.search(r'name="revision" value="(\d+)"', page)
        assert found is not None
        return int(found[1]), page

    def _send(self, method: str, path: str, form: dict[str, object] | None = None) -> tuple[int, str]:
        """(status, page); (0, "") for a broken line."""
        headers = {"Cookie": self.referee.cookie, "X-CSRFToken": self.referee.csrf}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        body = urlencode(form, doseq=True) if form is not None else None
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request(method, f"/console/stage/{self.id}/{path}", body, headers)
            answer = connection.getresponse()
            status, page = answer.status, answer.read().decode()
        except (OSError, HTTPException):
            sleep(0.05)
            return 0, ""
        finally:
            connection.close()
        assert status in (200, 303, 409) or status >= 500, (status, path, page[:500])
        return status, page


@contextmanager
def stage_of(world: World, factory: str = "") -> Iterator[Stage]:
    """The contest, its server running."""
    with opened(world) as store, Server(world, factory=factory) as server:
        contest_id, token = _make(store, world)
        hands = [open_browser(world.settings, Phone(device_key=f"b{number}"), number) for number in range(TEAMS)]
        referee = open_browser(world.settings, Phone(device_key="referee"), TEAMS, signed_in=token)
        stage = Stage(store=store, server=server, id=contest_id, referee=referee, hands=hands, tokens=[])
        stage.tokens = [line.team.token for line in stage.course().teams]
        yield stage


def _make(store: Store, world: World) -> tuple[int, str]:
    """Its id, and the session of staff who may run it."""
    now = datetime.now(UTC)
    with store.write() as session:
        staff_id = insert_staff(session, now, username="alice")
        insert_grant(session, now, staff_id=staff_id, role=Role.CAMPAIGN_ADMIN, unit_id=world.town_id)
        new = NewContest(campaign_id=world.campaign_id, unit_id=world.town_id, title="知识竞赛", nonce="n")
        contest = create_contest(session, new, actor=SYSTEM, now=now)
        for number in range(1, TEAMS + 1):
            text = TeamText(
                name=f"第 {number} 队", unit_id=world.town_id, members=(f"队员甲{number}", f"队员乙{number}")
            )
            save_team(session, contest.id, None, text, actor=SYSTEM)
        bank_id = session.scalars(select(BankQuestion.bank_id).limit(1)).one()
        line = next(
            each for each in read_course(session, find_row(session, contest.id)).rounds if each.kind is RoundKind.BUZZER
        )
        draw_questions(
            session, contest.id, line.round.id, bank_id=bank_id, count=4, value=None, actor=SYSTEM, rng=Random(3)
        )
        return contest.id, open_session(session, staff_id, now=now)


def count(stage: Stage) -> Count:
    """Read the rows as they stand, without the fold."""
    with stage.store.read() as session:
        events = session.scalars(select(StageEvent).order_by(StageEvent.seq)).all()
        presses = session.scalars(select(StagePress).order_by(StagePress.received_at, StagePress.id)).all()
        buzzes = session.scalars(select(StageBuzz)).all()
    kept_presses = {each.nonce: each.verdict for each in presses}
    kept_acts = Counter((each.reason, each.kind) for each in events if each.reason)
    firsts = Counter(each.opening_id for each in buzzes)
    spoken = sum(each.kind == "buzz" for each in events)
    earliest = {
        opening: next(each.id for each in presses if each.opening_id == opening and each.verdict == "in")
        for opening in firsts
    }
    acts, told = stage.told.acts, stage.told.presses
    return Count(
        lost=sum(kept_acts[mark, act] == 0 for mark, act in acts.items())
        + sum(kept_presses.get(nonce) != verdict for nonce, verdict in told.items()),
        doubled=(kept_acts.total() - len(kept_acts)) + (len(presses) - len(kept_presses))
        + (firsts.total() - len(firsts)) + abs(spoken - len(firsts)),
        wrong_firsts=sum(each.press_id != earliest[each.opening_id] for each in buzzes),
        decided=len(firsts),
        is_whole=[each.seq - events[0].seq for each in events] == list(range(len(events))),
    )  # fmt: skip


def credited(store: Store) -> dict[str, tuple[int, int]]:
    """Measure -> (entries, sum) of the ledger for contests on a stage."""
    with store.read() as session:
        rows = session.execute(
            select(LedgerEntry.measure, func.count(), func.sum(LedgerEntry.quantity))
            .where(LedgerEntry.kind == "knowledge_contest", LedgerEntry.source_table != "attempt")
            .group_by(LedgerEntry.measure)
        )
        return {row[0]: (int(row[1]), int(row[2])) for row in rows}
