"""Photos: only pixels are kept, once, seen by the session's staff; the same photo elsewhere is noticed."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from quizapp import photos
from quizapp.activities import SessionFacts
from quizapp.db import Store
from quizapp.errors import Invalid, NotFound
from quizapp.photos import EvidencePhoto, NewPhoto, Subject
from quizapp.photos.looks import are_alike, look_of
from quizapp.photos.models import WITH_CONTENT
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, open_month, plan_session
from tests.support.visitor import Visitor


def picture(seed: int, size: tuple[int, int] = (800, 600), fmt: str = "JPEG", quality: int = 90) -> bytes:
    """A scene of blocks; another seed is another scene."""
    image = Image.new("RGB", (800, 600), (40 * seed % 255, 90, 120))
    draw = ImageDraw.Draw(image)
    for number in range(12):
        x, y = (seed * 131 + number * 197) % 700, (seed * 71 + number * 149) % 500
        draw.rectangle((x, y, x + 90 + seed * 5, y + 80), fill=((number * 53 + seed * 31) % 255, number * 20, 200))
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    stream = io.BytesIO()
    options = {"exif": exif, "quality": quality} if fmt == "JPEG" else {}
    image.resize(size).save(stream, fmt, **options)
    return stream.getvalue()


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def facts(store: Store, cast: Cast, month: Month) -> SessionFacts:
    with store.write() as session:
        return plan_session(session, month, cast.town)


def keep(store: Store, facts: SessionFacts, content: bytes, subject: Subject = Subject.SITE) -> int:
    with store.write() as session:
        new = NewPhoto(content=content, subject=subject, caption="现场")
        return photos.keep_photo(session, facts, new, actor="staff:1", now=OPENING)


def test_only_pixels_are_kept(store: Store, facts: SessionFacts) -> None:
    kept = keep(store, facts, picture(1))
    with store.read() as session:
        stored = session.scalars(select(EvidencePhoto).options(WITH_CONTENT).where(EvidencePhoto.id == kept)).one()
    assert b"SecretCamera" in picture(1)
    assert b"SecretCamera" not in stored.content
    with Image.open(io.BytesIO(stored.content)) as opened:
        assert (opened.format, opened.size, dict(opened.getexif())) == ("WEBP", (800, 600), {})


def test_the_same_file_is_kept_once(store: Store, facts: SessionFacts) -> None:
    assert keep(store, facts, picture(1)) == keep(store, facts, picture(1))
    assert keep(store, facts, picture(2)) != keep(store, facts, picture(1))


def test_one_photo_for_two_sessions_is_noticed(store: Store, cast: Cast, month: Month, facts: SessionFacts) -> None:
    with store.write() as session:
        other = plan_session(session, month, cast.hongxing)
    keep(store, facts, picture(1))
    keep(store, facts, picture(2))
    keep(store, other, picture(1, size=(500, 375), quality=60))
    with store.read() as session:
        listed = photos.list_photos(session, facts, Subject.SITE)
    assert [each.also_in for each in listed] == [(other.id,), ()]


def test_looks_survive_saving_and_tell_scenes_apart() -> None:
    looks = [look_of(picture(seed)) for seed in range(8)]
    assert all(are_alike(looks[seed], look_of(picture(seed, (400, 300), "PNG"))) for seed in range(8))
    assert not any(are_alike(one, other) for at, one in enumerate(looks) for other in looks[at + 1 :])
    assert not are_alike("0" * 16, "0" * 16)


def test_a_withdrawn_photo_is_gone_and_stays_gone(store: Store, facts: SessionFacts) -> None:
    kept = keep(store, facts, picture(1))
    with store.write() as session:
        assert photos.withdraw_photo(session, facts.id, kept, reason="拍到了孩子", now=OPENING)
        assert not photos.withdraw_photo(session, facts.id, kept, reason="再来", now=OPENING)
        with pytest.raises(NotFound):
            photos.photo_content(session, facts.id, kept)
    with store.read() as session:
        stored = session.scalars(select(EvidencePhoto).options(WITH_CONTENT)).one()
        assert (stored.content, stored.withdrawn_reason) == (b"", "拍到了孩子")
    with pytest.raises(Invalid):
        keep(store, facts, picture(1))


def test_what_is_no_picture_is_refused(store: Store, facts: SessionFacts) -> None:
    for content in (b"", b"%PDF-1.7", picture(1)[:200], b"\x00" * (photos.service.MAX_BYTES + 1)):
        with pytest.raises(Invalid):
            keep(store, facts, content)


def test_a_session_has_its_number(store: Store, facts: SessionFacts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizapp.photos.service.MAX_PER_SESSION", 2)
    keep(store, facts, picture(1))
    keep(store, facts, picture(2))
    with pytest.raises(Invalid):
        keep(store, facts, picture(3))


def test_the_page(client: Visitor, cast: Cast, facts: SessionFacts) -> None:
    client.sign_in(cast.bob)
    where = f"/console/sessions/{facts.id}/photos"
    files = [(io.BytesIO(picture(1)), "一.jpg"), (io.BytesIO(b"nothing"), "二.jpg")]
    answer = client.post(where, data={"photo": files, "caption": "开场"}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "二.jpg" in answer.text
    page = client.get(where).text
    assert "开场" in page
    assert client.get(f"{where}/1.webp").content_type == "image/webp"
    assert client.post(f"{where}/1/withdraw", data={"reason": ""}).status_code == 422
    assert client.post(f"{where}/1/withdraw", data={"reason": "不清楚"}).status_code == 303
    assert client.get(f"{where}/1.webp").status_code == 404
    assert client.post(where, data={}, content_type="multipart/form-data").status_code == 422


def test_a_sheet_is_for_the_door_alone(client: Visitor, store: Store, cast: Cast, facts: SessionFacts) -> None:
    kept = keep(store, facts, picture(1), Subject.SHEET)
    where = f"/console/sessions/{facts.id}/photos"
    client.sign_in(cast.bob)
    assert client.get(f"{where}/{kept}.webp").status_code == 200
    assert str(kept) + ".webp" not in client.get(where).text
