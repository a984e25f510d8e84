"""Handing out: the right type, asked for once, in parts for players, and locked down."""

from __future__ import annotations

import pytest

from quizapp.db import Store
from quizapp.media import keep_trusted, store_media
from tests.media.files import VECTOR, photo, sound
from tests.support.clock import OPENING
from tests.support.visitor import Visitor


@pytest.fixture
def names(store: Store) -> dict[str, str]:
    with store.write() as session:
        made = {kind: store_media(session, kind, content, now=OPENING, quota_bytes=10**9).name
                for kind, content in (("picture", photo()), ("audio", sound()))}  # fmt: skip
        return made | {"vector": keep_trusted(session, {"a.svg": VECTOR}, now=OPENING)["a.svg"].name}


@pytest.mark.parametrize(
    ("which", "mime"), [("picture", "image/webp"), ("audio", "audio/mpeg"), ("vector", "image/svg+xml")]
)
def test_it_works(client: Visitor, names: dict[str, str], which: str, mime: str) -> None:
    answer = client.get(f"/media/{names[which]}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == mime
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_nothing_runs_in_a_picture(client: Visitor, names: dict[str, str]) -> None:
    policy = client.get(f"/media/{names['vector']}").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "script" not in policy


def test_who_has_it_is_told_so(client: Visitor, names: dict[str, str]) -> None:
    first = client.get(f"/media/{names['picture']}")
    again = client.get(f"/media/{names['picture']}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "immutable" in again.headers["Cache-Control"]


def test_players_may_ask_for_parts(client: Visitor, names: dict[str, str]) -> None:
    whole = client.get(f"/media/{names['audio']}")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get(f"/media/{names['audio']}", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"


@pytest.mark.parametrize("name", ["x.webp", "0" * 64 + ".webp", "..%2f..%2fetc%2fpasswd", "%00"])
def test_what_is_not_there_is_not_found(client: Visitor, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404
