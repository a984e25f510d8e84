"""A paper in front of the framework: opened, saved and handed in by everybody in the same minutes."""

from __future__ import annotations

from functools import partial
from urllib.parse import parse_qsl

import msgspec
from flask import current_app
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from quizapp import contests
from quizapp.contests.views_paper_page import paper_pages
from quizapp.contests.views_participant import (
    OPEN_LIMIT,
    SAVE_LIMIT,
    SUBMIT_LIMIT,
    read_save,
    read_submission,
    told_saved,
)
from quizapp.kit.ids import new_token
from quizapp.people import hash_device
from quizapp.web import Answering, Asked, Layer, LeaveIt, Phone, Said, read_reader, services

_FORM = "application/x-www-form-urlencoded"
_MAX_FIELDS = 1000


class PaperLayer(Layer):
    """Answers phones with a paper where all goes well."""

    largest = 64 * 1024

    def find(self, method: str, path: str) -> Answering | None:
        """The three addresses of a paper that everybody asks at once."""
        if not path.startswith("/q/"):
            return None
        match path[3:].split("/"):
            case [code, "a", token] if method == "GET":
                return partial(_open, code, token)
            case [code, "a", token, "save"] if method == "POST":
                return partial(_save, code, token)
            case [code, "a", token, "submit"] if method == "POST":
                return partial(_submit, code, token)
        return None

    def is_short(self, method: str, path: str) -> bool:
        """Opening a paper."""
        return method == "GET" and path.startswith("/q/") and path.count("/") == 4 and "/a/" in path


def _address(code: str, token: str) -> str:
    return f"/q/{code}/a/{token}"


def _open(code: str, token: str, asked: Asked) -> Said:
    if not paper_pages().has_any:
        raise LeaveIt
    phone = asked.phone()
    csrf = phone.form_token(asked.app)
    asked.count_try(*OPEN_LIMIT, key=phone.device_key, address=phone.address)
    now = asked.received_at
    with services().store.glance() as session:  # one statement; what a pool holds does not change
        paper = contests.open_paper(session, code=code, token=token, device_hash=hash_device(phone.device_key))
    if paper.attempt.submitted_at is not None or paper.attempt.is_overdue(now) or paper.clocks is not None:
        raise LeaveIt
    reader = read_reader(phone.cookies, asked.header("HTTP_ACCEPT_LANGUAGE"))
    words = {"address": escape(_address(code, token)), "csrf": csrf, "submission_key": new_token()}
    page = paper_pages().page(paper, reader, words, now=now, makes=False)
    return Said(body=page.encode(), route="quiz.paper", content_type="text/html; charset=utf-8")


def _save(code: str, token: str, asked: Asked) -> Said:
    phone = asked.phone(token=asked.header("HTTP_X_CSRFTOKEN"))
    if not _kind(asked) == "application/json":
        raise LeaveIt
    revision, answers = read_save(msgspec.json.decode(asked.body))
    asked.count_try(*SAVE_LIMIT, key=phone.device_key, address=phone.address)
    saved = services().store.retrying(
        partial(
            contests.save_answers, code=code, token=token, device_hash=hash_device(phone.device_key), revision=revision,
            answers=answers, now=asked.received_at,
        )
    )  # fmt: skip
    if not saved.is_stored:
        raise LeaveIt
    return _json(told_saved(saved), "quiz.save")


def _submit(code: str, token: str, asked: Asked) -> Said:
    if _kind(asked) != _FORM or asked.header("HTTP_ACCEPT") != "application/json":
        raise LeaveIt
    fields = parse_qsl(asked.body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    form = MultiDict(fields)
    phone = _sender(asked, form)
    asked.count_try(*SUBMIT_LIMIT, key=phone.device_key, address=phone.address)
    submission = read_submission(code, token, hash_device(phone.device_key), form)
    services().store.retrying(partial(contests.submit_attempt, submission=submission, now=asked.received_at))
    return _json({"location": f"{_address(code, token)}/result"}, "quiz.submit")


def _sender(asked: Asked, form: MultiDict[str, str]) -> Phone:
    return asked.phone(token=form.get("csrf_token") or asked.header("HTTP_X_CSRFTOKEN"))


def _kind(asked: Asked) -> str:
    return asked.header("CONTENT_TYPE").partition(";")[0].strip().lower()


def _json(told: dict[str, object], route: str) -> Said:
    """As the framework writes it."""
    return Said(body=f"{current_app.json.dumps(told, separators=(',', ':'))}\n".encode(), route=route)
