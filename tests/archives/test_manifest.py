"""Checking an archive: every way to tamper with one is found and named. No database."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any
from zipfile import ZipFile

import pytest

from quizapp.archives.manifest import (
    NAME,
    ArchiveCheck,
    Manifest,
    Verdict,
    check_archive,
    filed,
    seal_manifest,
    write_manifest,
)
from quizapp.errors import Invalid
from quizapp.kit.vault import Vault

KEY = partial(Vault(b"k" * 32).index, purpose="archive")
OTHER = partial(Vault(b"o" * 32).index, purpose="archive")
FILES = {"01 演练记录.pdf": b"%PDF record", "05 演练照片/01 门.jpg": b"\xff\xd8 photo"}


def archive(change: Callable[[dict[str, Any]], None] = lambda _: None, **files: bytes) -> io.BytesIO:
    """A small archive; ``change`` works on its list after it was sealed, ``files`` on what lies beside it."""
    manifest = Manifest(
        version=1, title="消防疏散演练-演练档案", session=1, campaign="dm2026", unit="东明镇", made_at="2026-06-16T02:00:00+00:00",
        made_by="Alice", ledger_position=7, ledger_sealed_to=5, ledger_head="0" * 64,
        files=tuple(filed(path, path, content) for path, content in FILES.items()),
    )  # fmt: skip
    listed = json.loads(write_manifest(seal_manifest(manifest, KEY)))
    change(listed)
    stream = io.BytesIO()
    with ZipFile(stream, "w") as book:
        for path, content in (FILES | files).items():
            if content:
                book.writestr(path, content)
        book.writestr(NAME, json.dumps(listed))
    return stream


def check(stream: io.BytesIO, key: Any = KEY) -> ArchiveCheck:
    return check_archive(stream, key)


def test_it_works() -> None:
    found = check(archive())
    assert found.verdict is Verdict.OK
    assert found.manifest is not None
    assert found.manifest.ledger_position == 7


@pytest.mark.parametrize("key", [OTHER, None])
def test_another_installation_checks_hashes_and_says_that_it_is_no_more(key: Any) -> None:
    assert check(archive(), key).verdict is Verdict.OK_UNSEALED
    assert check(archive(**{"01 演练记录.pdf": b"%PDF other"}), key).verdict is Verdict.CHANGED


def test_each_change_is_named() -> None:
    photo = "05 演练照片/01 门.jpg"
    changed = check(archive(**{photo: b"\xff\xd8 Photo"}))
    assert (changed.verdict, list(changed.changed)) == (Verdict.CHANGED, [photo])
    assert list(check(archive(**{photo: b""})).missing) == [photo]
    assert list(check(archive(**{"07 另一份.pdf": b"x"})).added) == ["07 另一份.pdf"]


def test_whoever_changes_the_list_too_breaks_its_seal() -> None:
    def hide(listed: dict[str, Any]) -> None:
        listed["files"] = listed["files"][:1]

    def rename(listed: dict[str, Any]) -> None:
        listed["made_by"] = "Zhao"

    for change in (hide, rename):
        found = check(archive(change, **({"05 演练照片/01 门.jpg": b""} if change is hide else {})))
        assert (found.verdict, found.list_changed) == (Verdict.CHANGED, True)
    claimed = check(archive(lambda listed: listed.update(installation="other")))
    assert claimed.verdict is Verdict.OK_UNSEALED, "who says it comes from elsewhere is told as unsealed, never as ok"
    broken = check(archive(lambda listed: listed.pop("files")))
    assert (broken.verdict, broken.list_changed) == (Verdict.CHANGED, True)


def test_a_second_file_of_the_same_name_is_a_change() -> None:
    stream = archive()
    with warnings.catch_warnings(), ZipFile(stream, "a") as book:
        warnings.simplefilter("ignore")
        book.writestr("01 演练记录.pdf", b"%PDF record")
    assert list(check(stream).changed) == ["01 演练记录.pdf"]


def test_damaged_bytes_inside_are_a_change_and_no_archive_is_refused() -> None:
    content = bytearray(archive().getvalue())
    at = content.index(b"%PDF record")
    content[at] = ord("X")
    assert list(check(io.BytesIO(bytes(content))).changed) == ["01 演练记录.pdf"]
    empty = io.BytesIO()
    with ZipFile(empty, "w") as book:
        book.writestr("x.txt", b"x")
    for stream in (io.BytesIO(b"no zip"), io.BytesIO(archive().getvalue()[:60]), empty):
        with pytest.raises(Invalid):
            check(stream)
