"""The list inside an archive: every file with its hash, where the ledger stood, who made it; and checking it later."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

import msgspec

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

#: Its name inside the zip.
NAME = "manifest.json"
VERSION = 1
#: Nobody makes larger archives; a zip that unpacks to more is not read.
MOST_BYTES = 2_000_000_000
_PIECE = 1 << 20

#: A keyed hash of one installation over a text.
Key = Callable[[str], str]


class Filed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of an archive."""

    path: str
    title: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in the archive. ``seal`` is a keyed hash over all else; the key never leaves the installation."""

    version: int
    title: str
    session: int
    campaign: str
    unit: str
    #: UTC, ISO 8601.
    made_at: str
    made_by: str
    #: Highest ledger entry at that moment; the last one sealed, and the head of the chain there.
    ledger_position: int
    ledger_sealed_to: int
    ledger_head: str
    files: tuple[Filed, ...]
    #: Tells installations apart without saying anything about the key.
    installation: str = ""
    seal: str = ""


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    #: All hashes fit, but another installation made it (or says so): its seal cannot be checked here.
    OK_UNSEALED = "ok_unsealed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCheck:
    """The verdict, and which files are not as they were."""

    verdict: Verdict
    manifest: Manifest | None
    changed: Sequence[str] = field(default_factory=tuple)
    missing: Sequence[str] = field(default_factory=tuple)
    added: Sequence[str] = field(default_factory=tuple)
    #: Whether the list of files itself was changed.
    list_changed: bool = False


def filed(path: str, title: str, content: bytes) -> Filed:
    """A file's line of the list."""
    return Filed(path=path, title=title, size=len(content), sha256=sha256(content).hexdigest())


def seal_manifest(manifest: Manifest, key: Key) -> Manifest:
    """The list with its seal."""
    named = msgspec.structs.replace(manifest, installation=key("installation"), seal="")
    return msgspec.structs.replace(named, seal=key(_said(named)))


def write_manifest(manifest: Manifest) -> bytes:
    """As it stands in the zip: readable by people too."""
    return json.dumps(msgspec.to_builtins(manifest), ensure_ascii=False, indent=1).encode()


def check_archive(stream: BinaryIO, key: Key | None = None) -> ArchiveCheck:
    """Whether every file is as it was made. ``key`` None: only hashes are looked at. Raises `Invalid` for no archive."""
    try:
        with ZipFile(stream) as book:
            names = [info.filename for info in book.infolist() if not info.is_dir()]
            if sum(info.file_size for info in book.infolist()) > MOST_BYTES:
                raise Invalid(N_("压缩包太大，不是本系统的档案"))
            if NAME not in names:
                raise Invalid(N_("压缩包里没有 %(name)s：不是本系统的档案，或清单被删掉了"), name=NAME)
            return _check(book, names, key)
    except (BadZipFile, OSError, EOFError) as error:
        raise Invalid(N_("这个文件打不开：不是压缩包，或者已经损坏")) from error


def _check(book: ZipFile, names: Sequence[str], key: Key | None) -> ArchiveCheck:
    manifest = _read(book)
    if manifest is None:
        return ArchiveCheck(verdict=Verdict.CHANGED, manifest=None, list_changed=True)
    listed = {each.path: each for each in manifest.files}
    hashes = _hashes(book, [name for name in names if name in listed])
    changed = [path for path, digest in hashes.items() if digest != listed[path].sha256]
    missing = [path for path in listed if path not in hashes]
    added = sorted(name for name in set(names) if name not in listed and name != NAME)
    twice = [name for name in set(names) if names.count(name) > 1]
    is_ours = key is not None and manifest.installation == key("installation")
    forged = is_ours and key is not None and not _seal_fits(manifest, key)
    whole = not (changed or missing or added or twice or forged)
    verdict = Verdict.CHANGED if not whole else Verdict.OK if is_ours else Verdict.OK_UNSEALED
    return ArchiveCheck(
        verdict=verdict,
        manifest=manifest,
        changed=[*changed, *twice],
        missing=missing,
        added=added,
        list_changed=forged,
    )


def _read(book: ZipFile) -> Manifest | None:
    try:
        return msgspec.json.decode(book.read(NAME), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, BadZipFile):
        return None


def _hashes(book: ZipFile, names: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for name in names:
        digest = sha256()
        try:
            with book.open(name) as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
            found[name] = digest.hexdigest()
        except BadZipFile:
            found[name] = ""  # its own checksum does not fit: changed
    return found


def _seal_fits(manifest: Manifest, key: Key) -> bool:
    return key(_said(msgspec.structs.replace(manifest, seal=""))) == manifest.seal


def _said(manifest: Manifest) -> str:
    said: Any = msgspec.to_builtins(manifest)
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
