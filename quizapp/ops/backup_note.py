"""The note in the home folder of when a backup was last written here: for the doctor and the figures."""

from __future__ import annotations

from pathlib import Path

import msgspec

_NAME = "last-backup.json"


class BackupNote(msgspec.Struct, frozen=True, kw_only=True):
    """When, and into which file."""

    created_at: str
    file: str


def write_note(home: Path, *, created_at: str, file: Path) -> None:
    """Remember a backup that is complete."""
    partial = home / f"{_NAME}.new"
    partial.write_bytes(msgspec.json.encode(BackupNote(created_at=created_at, file=str(file))))
    partial.replace(home / _NAME)


def read_note(home: Path) -> BackupNote | None:
    """The last backup that was written from here; None where there was none, or the note cannot be read."""
    try:
        return msgspec.json.decode((home / _NAME).read_bytes(), type=BackupNote)
    except (OSError, msgspec.DecodeError):
        return None
