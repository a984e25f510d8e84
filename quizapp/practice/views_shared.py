"""What all participants' pages of practice need: the desk, a form that was sent, where to go on."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from quizapp import practice
from quizapp.people import hash_device
from quizapp.practice import Desk, Mode, Sent, Wanted, read_atoms
from quizapp.web import device_key, now


def desk_at(session: Session, code: str, mode: Mode | None = None) -> Desk:
    """This phone's desk. Raises `PracticeClosed`."""
    return practice.sit_down(session, code=code, device_hash=hash_device(device_key()), now=now(), mode=mode)


def read_sent(code: str) -> Sent | None:
    """The answer that the form carries; None when no page of ours sent it."""
    form = request.form
    question_id, nonce = form.get("question", type=int), form.get("nonce", "")
    sent = Sent(
        code=code, device_hash=hash_device(device_key()), question_id=question_id or 0, nonce=nonce,
        number=read_number(form.get("number")), chosen=read_fields(),
    )  # fmt: skip
    return sent if question_id and practice.is_nonce(nonce) else None


def gave_answer(sent: Sent) -> bool:
    """Whether something was answered, or given up on purpose."""
    return bool(sent.chosen) or gives_up()


def gives_up() -> bool:
    """Whether it was sent by the button "我不会"."""
    return "give_up" in request.form


def read_fields() -> tuple[int | str, ...]:
    """Atoms of the one question on the page; the parts of a case have fields of their own, ``q-3.0`` and ``q-3.1``."""
    if gives_up():
        return ()
    names = [name for name in request.form if name.startswith("q-")]
    return read_atoms(value for name in names for value in request.form.getlist(name))


def read_number(text: str | None) -> int:
    """A question's number on the page, from 1."""
    return min(int(text), 9999) or 1 if text and text.isascii() and text.isdecimal() and len(text) < 5 else 1


def read_wanted() -> Wanted:
    """What is to be practised, from the address or the form."""
    values = request.values
    level = values.get("level", "")
    return Wanted(
        bank_id=values.get("bank", type=int), topic=values.get("topic", "")[:300],
        level=level if level in {"easy", "medium", "hard"} else "", mistakes=values.get("from") == "mistakes",
    )  # fmt: skip


def address_of(wanted: Wanted, **more: object) -> dict[str, Any]:
    """The same as parts of an address."""
    parts: dict[str, object] = {"bank": wanted.bank_id, "topic": wanted.topic, "level": wanted.level}
    parts["from"] = "mistakes" if wanted.mistakes else ""
    return {name: value for name, value in (parts | more).items() if value}
