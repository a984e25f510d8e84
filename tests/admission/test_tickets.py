"""What a phone carries cannot be made up, and is good for its time only."""

from __future__ import annotations

import pytest

from quizapp.admission.tickets import PASS_KEPT_S, TICKET_KEPT_S, Entry, Ticket, Tickets

TICKETS, NOW = Tickets(b"k" * 32), 1_780_000_000.0


def test_they_say_what_was_written() -> None:
    assert TICKETS.read(TICKETS.ticket(17, NOW), NOW + 5) == Ticket(17)
    assert TICKETS.read(TICKETS.entry(NOW), NOW + 5) == Entry(int(NOW))


def test_they_end() -> None:
    assert TICKETS.read(TICKETS.ticket(17, NOW), NOW + TICKET_KEPT_S + 1) is None
    assert TICKETS.read(TICKETS.entry(NOW), NOW + PASS_KEPT_S + 1) is None
    assert TICKETS.read(TICKETS.entry(NOW + 300), NOW) is None, "from the future"


@pytest.mark.parametrize("raw", ["", ".", "t.1.2", "t.1.2.x", "a.b.c.d.e", "\x00", "é.1.1.x", "t.1.1." + "x" * 200])
def test_what_is_none_is_none(raw: str) -> None:
    assert TICKETS.read(raw, NOW) is None


def test_a_smaller_number_needs_our_key() -> None:
    mine = TICKETS.ticket(900, NOW)
    assert TICKETS.read(mine.replace(".900.", ".1."), NOW) is None
    assert TICKETS.read(mine.replace("t.", "p.", 1), NOW) is None
    assert TICKETS.read(Tickets(b"o" * 32).ticket(1, NOW), NOW) is None
