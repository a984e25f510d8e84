"""Mail of reminders, by the standard library's SMTP. Off until a server is set; nothing waits for it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.filings.models import Filing, FilingMail, FilingReminder
from quizapp.kit.periods import parse_period
from quizapp.settings import Mail
from quizapp.statistics import Words
from quizapp.units import Unit

#: Letters of one round; the next round goes on.
_AT_ONCE = 200
#: What one process is sending, another leaves alone for so long.
_LEASE = timedelta(minutes=10)
_TRIES = 5
_PAUSE = timedelta(minutes=5)
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One reminder, ready to go."""

    reminder_id: int
    #: How many there are with this one.
    tries: int
    to: str
    subject: str
    text: str


def send_mail(store: Store, mail: Mail, *, public_url: str, now: datetime) -> int:
    """Send what waits; how many letters the server took. A unit that has filed meanwhile gets none."""
    with store.write() as session:
        letters = _take(session, public_url, now)
    if not letters:
        return 0
    done, sent, is_open = 0, 0, False
    try:
        with _connect(mail) as server:
            is_open = True
            for letter in letters:
                sent += _send(store, server, mail, letter, now)
                done += 1
    except (OSError, smtplib.SMTPException) as error:
        unsent = letters[done:]
        with store.write() as session:
            if is_open and unsent:  # the line broke under this one
                _note_failure(session, unsent.pop(0), error, now)
            _put_back(session, unsent, error, now)
    return sent


def _connect(mail: Mail) -> smtplib.SMTP:
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mail.host, mail.port, timeout=_PATIENCE_S, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=_PATIENCE_S)
    try:
        if mail.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if mail.user:
            server.login(mail.user, mail.password)
    except BaseException:
        server.close()
        raise
    return server


def _send(store: Store, server: smtplib.SMTP, mail: Mail, letter: Letter, now: datetime) -> bool:
    """Whether the server took it; a refused address is noted, a broken line is raised."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, letter.to, letter.subject
    message.set_content(letter.text)
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        with store.write() as session:
            _note_failure(session, letter, error, now)
        return False
    with store.write() as session:
        session.execute(
            update(FilingReminder)
            .where(FilingReminder.id == letter.reminder_id)
            .values(mailed_at=now, mail_after=None, mail_error="", mail_tries=letter.tries)
        )
    return True


def _note_failure(session: Session, letter: Letter, error: Exception, now: datetime) -> None:
    again = now + _PAUSE * 2**letter.tries if letter.tries < _TRIES else None
    session.execute(
        update(FilingReminder)
        .where(FilingReminder.id == letter.reminder_id)
        .values(mail_after=again, mail_tries=letter.tries, mail_error=_said(error))
    )


def _put_back(session: Session, letters: Sequence[Letter], error: Exception, now: datetime) -> None:
    """Letters that were never sent wait for the next round, and that is no try."""
    session.execute(
        update(FilingReminder)
        .where(FilingReminder.id.in_([letter.reminder_id for letter in letters]))
        .values(mail_after=now + _PAUSE, mail_error=_said(error))
    )


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _take(session: Session, public_url: str, now: datetime) -> list[Letter]:
    """Letters that are due, leased to this process; lines without an address or with a filing wait for none."""
    has_filed = exists().where(
        Filing.unit_id == FilingReminder.unit_id, Filing.campaign_id == FilingReminder.campaign_id,
        Filing.form_key == FilingReminder.form_key, Filing.period_key == FilingReminder.period_key, Filing.is_standing,
    )  # fmt: skip
    rows = session.execute(
        select(FilingReminder, FilingMail.address, Unit.name, Campaign)
        .join(FilingMail, FilingMail.unit_id == FilingReminder.unit_id)
        .join(Unit, Unit.id == FilingReminder.unit_id)
        .join(Campaign, Campaign.id == FilingReminder.campaign_id)
        .where(FilingReminder.mail_after <= now, FilingReminder.due_at >= now - timedelta(days=1), ~has_filed)
        .order_by(FilingReminder.mail_after, FilingReminder.id)
        .limit(_AT_ONCE)
        .with_for_update(of=FilingReminder, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    letters = []
    for reminder, address, unit_name, campaign in rows:
        reminder.mail_after = now + _LEASE
        letters.append(_letter(reminder, address, unit_name, campaign, public_url))
    session.flush()
    return letters


def _letter(reminder: FilingReminder, address: str, unit: str, campaign: Campaign, public_url: str) -> Letter:
    period = Words().period(parse_period(reminder.period_key))
    until = reminder.due_at.astimezone(ZoneInfo(campaign.time_zone)).strftime("%m月%d日 %H:%M")
    asked = f"{reminder.author}提醒：" if reminder.author else ""
    link = f"\n\n打开：{public_url}/console/filings" if public_url else ""
    return Letter(
        reminder_id=reminder.id, tries=reminder.mail_tries + 1, to=address,
        subject=f"待报送：{campaign.title} {period}",
        text=f"{unit}：\n\n{asked}“{campaign.title}”统计表（{period}）还没有报送，截止时间 {until}。"
        f"没有活动可以零报告，一次点击即可。{link}\n\n这封信由系统发出，每期最多一封；已报送的单位不会收到。\n",
    )  # fmt: skip
