"""Files are kept once, under the hash of their bytes; what nothing shows goes away."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, Misconfigured
from quizapp.media import MediaFile, drop_orphans, find_content, find_stored, keep_trusted, store_media
from tests.media.files import VECTOR, photo, picture, sound
from tests.support.clock import OPENING
from tests.support.counting import statement_counter

MUCH = 1024**3


def keep(
    store: Store, content: bytes, kind: str = "picture", *, now: datetime = OPENING, quota_bytes: int = MUCH
) -> str:
    with store.write() as session:
        return store_media(session, kind, content, now=now, quota_bytes=quota_bytes).name


def count(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(MediaFile)) or 0


def test_it_works(store: Store) -> None:
    name = keep(store, photo((800, 600)))
    with store.read() as session:
        found = find_content(session, name)
        about = find_stored(session, [name])[name]
    assert found is not None
    mime, content = found
    assert name == f"{sha256(content).hexdigest()}.webp"
    assert (mime, about.width, about.height, about.size) == ("image/webp", 800, 600, len(content))


def test_a_sound_is_kept_as_a_sound(store: Store) -> None:
    assert keep(store, sound(), "audio").endswith(".mp3")
    with pytest.raises(Invalid, match="音频读不出来"):
        keep(store, photo(), "audio")


def test_the_same_again_is_found_and_not_made_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = keep(store, photo())
    monkeypatch.setattr("quizapp.media.service.make_picture", None)
    assert keep(store, photo(), quota_bytes=0) == first
    assert count(store) == 1


def test_the_quota_is_said_in_words_and_nothing_is_stored(store: Store) -> None:
    keep(store, photo())
    with pytest.raises(Conflict, match="总量已到上限（0 MB）"):
        keep(store, picture(), quota_bytes=500)
    assert count(store) == 1


def test_shipped_files_stay_as_they_are(store: Store) -> None:
    files = {"pictures/a.svg": VECTOR, "pictures/b.png": picture((30, 20))}
    with store.write() as session:
        kept = keep_trusted(session, files, now=OPENING)
    assert (kept["pictures/a.svg"].width, kept["pictures/a.svg"].height) == (1000, 750)
    with store.read() as session:
        assert find_content(session, kept["pictures/a.svg"].name) == ("image/svg+xml", VECTOR)
        assert find_content(session, kept["pictures/b.png"].name) == ("image/png", files["pictures/b.png"])


def test_shipping_again_costs_one_statement(store: Store) -> None:
    files = {f"pictures/{number}.svg": VECTOR.replace(b"750", b"75%d" % number) for number in range(9)}
    with store.write() as session:
        first = keep_trusted(session, files, now=OPENING)
    with statement_counter(store) as sent, store.write() as session:
        assert keep_trusted(session, files, now=OPENING) == first
    assert len(sent) == 1, str(sent)


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"MZ"), ("a.svg", b"<svg/>")])
def test_a_shipped_file_that_cannot_be_is_named(store: Store, name: str, content: bytes) -> None:
    with store.write() as session, pytest.raises(Misconfigured, match=name):
        keep_trusted(session, {name: content}, now=OPENING)


def test_orphans_go_after_a_week_and_what_is_shown_stays(store: Store) -> None:
    shown, orphan = keep(store, photo()), keep(store, picture())
    later = OPENING + timedelta(days=8)
    young = keep(store, picture((10, 10)), now=later)
    with store.write() as session:
        assert drop_orphans(session, [shown], now=later) == 1
    with store.read() as session:
        assert set(find_stored(session, [shown, orphan, young])) == {shown, young}


def test_an_upload_makes_an_old_orphan_young_again(store: Store) -> None:
    name = keep(store, photo())
    later = OPENING + timedelta(days=8)
    assert keep(store, photo(), now=later) == name
    with store.write() as session:
        assert drop_orphans(session, [], now=later) == 0
