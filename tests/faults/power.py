"""The power goes: what a disk holds at any moment of a recording, when whatever was not synced may be there or not.

A write that no sync has followed is kept, lost, or kept in some of its sectors; names in a folder come and go in their
order, and are certain once the folder was synced. What a sync has covered stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import msgspec

from tests.faults.phones import Acknowledged, History
from tests.faults.trace import Call

_SECTOR = 512
_SUBMIT = re.compile(rb"^POST /api/contests/\w+/attempts/(\w+)/submit ")
_CHECK_IN = re.compile(rb"^POST /s/\w+ .*nonce=phone-(\d+)", re.S)
_DISK = {"pwrite64", "ftruncate", "fdatasync", "fsync", "openat", "unlink"}


@dataclass(slots=True)
class _File:
    """Bytes that are certain, and what was done since the last sync."""

    certain: bytearray = field(default_factory=bytearray)
    since: list[Call] = field(default_factory=list)

    def sync(self, begun: int) -> None:
        covered = [call for call in self.since if call.done < begun]
        for call in covered:
            _apply(self.certain, call)
        self.since = [call for call in self.since if call.done >= begun]

    def after_the_cut(self, rng: Random) -> bytes:
        left = bytearray(self.certain)
        for call in self.since:
            chance = rng.random()
            if chance < 0.4:
                _apply(left, call)
            elif chance < 0.6 and call.name == "pwrite64":
                _tear(left, call, rng)
        return bytes(left)


def _apply(content: bytearray, call: Call) -> None:
    if call.name == "ftruncate":
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
        return
    content.extend(bytes(max(0, call.at - len(content))))
    content[call.at : call.at + len(call.data)] = call.data


def _tear(content: bytearray, call: Call, rng: Random) -> None:
    """Some sectors of the write, in no order."""
    for at in range(0, len(call.data), _SECTOR):
        if rng.random() < 0.5:
            start = call.at + at
            content.extend(bytes(max(0, start - len(content))))
            piece = call.data[at : at + _SECTOR]
            content[start : start + len(piece)] = piece


class Disk:
    """The files of one folder that begin with ``name``, as calls change them; those it has at first are certain."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._prefix = str(folder), str(folder / name)
        self._names = {str(each): _File(bytearray(each.read_bytes())) for each in folder.glob(f"{name}*")}
        #: What became of names since the folder was synced, in order: path, its new file or None.
        self._changes: list[tuple[str, _File | None]] = []

    def do(self, call: Call) -> None:
        """The next call of the recording."""
        if call.of == self._folder and call.name in {"fsync", "fdatasync"}:
            self._names, self._changes = self._now(len(self._changes)), []
        if not call.of.startswith(self._prefix) or call.of.endswith("-shm"):
            return
        known = self._now(len(self._changes))
        if call.name == "unlink":
            self._changes.append((call.of, None))
        elif call.name == "openat":
            if "O_CREAT" in call.flags and call.of not in known:
                self._changes.append((call.of, _File()))
        elif call.name in {"fsync", "fdatasync"}:
            known[call.of].sync(call.begun)
        else:
            known[call.of].since.append(call)

    def _now(self, changes: int) -> dict[str, _File]:
        names = dict(self._names)
        for path, file in self._changes[:changes]:
            if file is None:
                names.pop(path, None)
            else:
                names[path] = file
        return names

    def cut(self, rng: Random) -> dict[str, bytes]:
        """Name and content of each file that is found when the power is back."""
        names = self._now(rng.randint(0, len(self._changes)))
        return {Path(path).name: file.after_the_cut(rng) for path, file in names.items()}


@dataclass(slots=True)
class _Line:
    """One connection: a request and what has been sent of its answer."""

    asked: bytes = b""
    told: bytes = b""


class Ears:
    """What phones have been told so far: kept is what the server has begun to send the last piece of."""

    def __init__(self) -> None:
        self.history = History()
        self._lines: dict[str, _Line] = {}

    def hear(self, call: Call) -> None:
        """The next call of the recording."""
        line = self._lines.setdefault(call.of, _Line())
        if call.name == "writev":
            line.told += call.data
            self._note(line)
        elif line.told:
            line.asked, line.told = call.data, b""
        else:
            line.asked += call.data

    def _note(self, line: _Line) -> None:
        status = line.told[9:12]
        if (paper := _SUBMIT.match(line.asked)) and status == b"200" and (receipt := _body_of(line.told)):
            score = msgspec.json.decode(receipt)["score"]
            self.history.submissions.append(Acknowledged(paper[1].decode(), "", score))
        elif (checked_in := _CHECK_IN.match(line.asked)) and status == b"303":
            self.history.check_ins.add(int(checked_in[1]))


def _body_of(answer: bytes) -> bytes:
    """The body, once it is whole."""
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    return body if length and len(body) == int(length[1]) else b""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is on the disk, and what had been told by then."""

    files: dict[str, bytes]
    told: History


def cuts(disk: Disk, calls: Iterable[Call], *, count: int, rng: Random) -> Iterator[Cut]:
    """``count`` cuts at random moments after the first thing that was told, each with a fate of its own."""
    played = sorted(calls, key=lambda call: call.begun if call.name == "writev" else call.done)
    ears = Ears()
    first = _play_until_told(disk, ears, played)
    moments = sorted(rng.randrange(first, len(played) + 1) for _ in range(count))
    at = first
    for moment in moments:
        for call in played[at:moment]:
            _play(disk, ears, call)
        at = moment
        told = History(submissions=list(ears.history.submissions), check_ins=set(ears.history.check_ins))
        yield Cut(disk.cut(rng), told)


def _play_until_told(disk: Disk, ears: Ears, calls: list[Call]) -> int:
    for at, call in enumerate(calls):
        _play(disk, ears, call)
        if ears.history.submissions:
            return at + 1
    raise AssertionError("nothing was acknowledged in this recording")


def _play(disk: Disk, ears: Ears, call: Call) -> None:
    if call.name in _DISK:
        disk.do(call)
    else:
        ears.hear(call)
