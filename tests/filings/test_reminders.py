"""Reminders: once a window, never to those who have filed; by card, mail and webhook."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from threading import Thread

import pytest
from sqlalchemy import select

from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.errors import Misconfigured
from quizapp.filings import (
    Filing,
    FilingReminder,
    Handing,
    accept_many,
    freeze_due,
    freeze_filing,
    get_calendar,
    get_filing,
    return_filing,
)
from quizapp.filings.jobs import JOBS
from quizapp.filings.mail import send_mail
from quizapp.filings.reminders import list_notices, remind, remind_due, save_mail
from quizapp.kit.periods import parse_period
from quizapp.settings import Mail, Settings, load_settings
from quizapp.units import get_unit
from quizapp.webhooks.models import WebhookDelivery
from quizapp.webhooks.rules import EVENT_TYPES
from quizapp.webhooks.service import add_target
from tests.filings.conftest import WEEKS, Desk, at
from tests.support.cast import Cast
from tests.support.month import VAULT


@dataclass
class PostOffice:
    """A mail server on this machine; ``refuses`` says which address it does not know."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    refuses: str = "nobody@example.com"
    #: Where it hangs up in the middle.
    breaks: str = ""


@pytest.fixture
def office() -> Iterator[PostOffice]:
    found = PostOffice()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().strip():
                verb = line[:4].upper()
                if verb == b"RCPT" and found.breaks and found.breaks.encode() in line:
                    return
                if verb == b"RCPT" and found.refuses.encode() in line:
                    self._say("550 unknown")
                elif verb == b"DATA":
                    self._say("354 go on")
                    found.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self._say("250 taken")
                elif verb == b"QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 fine")

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join(timeout=10)


def _reminded(store: Store) -> list[tuple[int, str]]:
    with store.read() as session:
        query = select(FilingReminder.unit_id, FilingReminder.kind).order_by(FilingReminder.unit_id)
        return [(row[0], row[1]) for row in session.execute(query)]


def test_those_who_have_not_filed_are_reminded_once(desk: Desk, cast: Cast, store: Store) -> None:
    places = (cast.county, cast.town, cast.sister_town, cast.hongxing, cast.qingshan, cast.factory)
    desk.file(cast.town, WEEKS[0], at(8), cast.alice.actor, Handing(is_nil=True))
    with store.write() as session:
        target, _secret = add_target(
            session, campaign_id=desk.campaign.id, unit_id=cast.town.id, name="平台", url="https://example.com/",
            types=["filing.due"], vault=VAULT, allow_private=False, actor="staff:1", now=at(9),
        )  # fmt: skip
    made = []
    for moment in (at(9, 17), at(9, 18), at(10, 9), at(10, 18), at(10, 19)):
        with store.write() as session:
            made.append(remind_due(session, now=moment))
    assert made == [0, 5, 0, 0, 0]
    assert _reminded(store) == [(place.id, "due") for place in places if place is not cast.town]
    with store.write() as session:
        campaign = get_campaign(session, desk.campaign.id)
        calendar = get_calendar(session, campaign, desk.form.key)
        window = calendar.window(parse_period(WEEKS[0]))
        paths = [cast.town.path]
        assert remind(session, campaign, calendar, window, paths, by=cast.alice.actor, now=at(10)) == 3
        assert remind(session, campaign, calendar, window, paths, by=cast.alice.actor, now=at(10)) == 0
    with store.read() as session:
        bodies = session.scalars(select(WebhookDelivery.body).where(WebhookDelivery.target_id == target.id)).all()
        told = [json.loads(body or "") for body in bodies]
        assert len(told) == 6
        assert {each["filing"]["unit"] for each in told} == {"红星村", "青山村", "东明化工厂"}
        assert len(list_notices(session, campaign.id, [cast.hongxing.id])) == 2
    desk.file(cast.hongxing, WEEKS[0], at(10), cast.hong.actor, Handing(is_nil=True))
    with store.read() as session:
        assert list_notices(session, campaign.id, [cast.hongxing.id]) == []


def test_other_programs_hear_of_every_state_of_a_report(desk: Desk, cast: Cast, store: Store) -> None:
    """Submitted, returned, submitted, accepted and frozen by a person; another frozen by the deadline."""
    with store.write() as session:
        add_target(
            session, campaign_id=desk.campaign.id, unit_id=cast.county.id, name="平台", url="https://example.com/",
            types=[], vault=VAULT, allow_private=False, actor="staff:1", now=at(9),
        )  # fmt: skip
    chen, nil, path = cast.chen.actor, Handing(is_nil=True), cast.town.path
    first = desk.file(cast.town, WEEKS[0], at(10), cast.alice.actor, nil)
    with store.write() as session:
        return_filing(session, get_filing(session, first.id), path, remark="请核对", by=chen, now=at(11))
    second = desk.file(cast.town, WEEKS[0], at(11), cast.alice.actor, nil)
    third = desk.file(cast.sister_town, WEEKS[0], at(11), cast.sun.actor, nil)
    with store.write() as session:
        accept_many(session, [second.id, third.id], by=chen, now=at(12))
        unit = get_unit(session, cast.town.id)
        freeze_filing(session, get_filing(session, second.id), unit, root_unit_id=cast.county.id, by=chen, now=at(12))
    with store.write() as session:
        freeze_due(session, now=at(30, 19))
    with store.read() as session:
        bodies = session.scalars(select(WebhookDelivery.body).order_by(WebhookDelivery.id)).all()
    told = [(found["type"], found["filing"]["id"]) for found in (json.loads(body or "") for body in bodies)]
    assert told == [
        ("filing.submitted", first.id), ("filing.returned", first.id), ("filing.submitted", second.id),
        ("filing.submitted", third.id), ("filing.accepted", second.id), ("filing.accepted", third.id),
        ("filing.frozen", second.id), ("filing.frozen", third.id),
    ]  # fmt: skip
    assert {each for each, _ in told} <= set(EVENT_TYPES)


def test_mail_goes_to_the_office_once_and_not_after_it_has_filed(
    desk: Desk, cast: Cast, store: Store, office: PostOffice
) -> None:
    mail = Mail(host="127.0.0.1", port=office.port, security="none", sender="quizapp@example.com")
    with store.write() as session:
        for place, address in (
            (cast.town, "town@example.com"), (cast.hongxing, office.refuses), (cast.qingshan, "qingshan@example.com"),
        ):  # fmt: skip
            save_mail(session, place.id, address)
        remind_due(session, now=at(10))
    desk.file(cast.qingshan, WEEKS[0], at(10), cast.qing.actor, Handing(is_nil=True))
    down = Mail(host="127.0.0.1", port=1, security="none", sender="quizapp@example.com")
    assert send_mail(store, down, public_url="", now=at(10)) == 0
    assert send_mail(store, mail, public_url="https://quiz.example.com", now=at(10, 18)) == 1
    assert send_mail(store, mail, public_url="", now=at(10, 18)) == 0
    (letter,) = office.letters
    found = message_from_bytes(letter, policy=default)
    assert found["To"] == "town@example.com"
    assert "06月10日 18:00" in str(found.get_content())
    with store.read() as session:
        row = session.scalars(select(FilingReminder).where(FilingReminder.unit_id == cast.hongxing.id)).one()
    assert "550" in row.mail_error


def test_only_letters_that_were_handed_to_the_server_are_tries(
    desk: Desk, cast: Cast, store: Store, office: PostOffice
) -> None:
    """A server that is away for a day costs no try, and one letter that breaks the line none but its own."""
    places = {cast.town: "town@example.com", cast.hongxing: "breaks@example.com", cast.qingshan: "q@example.com"}
    with store.write() as session:
        for place, address in places.items():
            save_mail(session, place.id, address)
        remind_due(session, now=at(10))

    def tries() -> list[int]:
        with store.read() as session:
            rows = session.execute(select(FilingReminder.unit_id, FilingReminder.mail_tries))
            found = {row[0]: row[1] for row in rows}
        return [found[place.id] for place in places]

    down = Mail(host="127.0.0.1", port=1, security="none", sender="quizapp@example.com")
    for minutes in range(0, 70, 6):
        assert send_mail(store, down, public_url="", now=at(10) + timedelta(minutes=minutes)) == 0
    assert tries() == [0, 0, 0]
    office.breaks = "breaks@example.com"
    mail = Mail(host="127.0.0.1", port=office.port, security="none", sender="quizapp@example.com")
    assert send_mail(store, mail, public_url="", now=at(10, 19)) == 1
    assert tries() == [1, 1, 0]
    assert send_mail(store, mail, public_url="", now=at(10, 20)) == 1
    assert tries() == [1, 2, 1]


def test_the_jobs_do_it_and_mail_is_off_without_a_server(
    desk: Desk, cast: Cast, store: Store, settings: Settings
) -> None:
    filed = desk.file(cast.town, WEEKS[0], at(10), cast.alice.actor, Handing(is_nil=True))
    with store.write() as session:
        session.get_one(Filing, filed.id).state = "accepted"
    jobs = {job.name: job for job in JOBS}
    assert jobs["filings.remind"].run(store, settings, at(10)) == 5
    assert jobs["filings.mail"].run(store, settings, at(10)) == 0
    assert jobs["filings.freeze"].run(store, settings, at(30, 19)) == 1
    assert jobs["filings.freeze"].run(store, settings, at(30, 19)) == 0


def test_mail_settings_are_checked(tmp_path: object) -> None:
    home = {"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_SMTP_HOST": "mail.example.com"}
    with pytest.raises(Misconfigured):
        load_settings(home)
    with pytest.raises(Misconfigured):
        load_settings(home | {"QUIZAPP_SMTP_SECURITY": "maybe"})
    found = load_settings(home | {"QUIZAPP_SMTP_SECURITY": "tls", "QUIZAPP_SMTP_FROM": "a@example.com"}).mail
    assert (found.port, found.security) == (465, "tls")
