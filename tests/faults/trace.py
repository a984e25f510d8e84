"""What a server told the disk and the phones, in the order in which the kernel heard it: a recording by strace."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CALLS = "pwrite64,fdatasync,fsync,ftruncate,openat,unlink,recvfrom,writev"
_LINE = re.compile(r"(?P<pid>\d+) +(?P<rest>.*)", re.S)
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_ON_FILE = re.compile(r"\w+\(\d+<(.*?)> ?[,)]")
_RESULT = re.compile(r"\) += (-?\d+)")


def recorder(target: Path) -> tuple[str, ...]:
    """What stands in front of a command so that strace writes all this into ``target``."""
    strace = shutil.which("strace")
    assert strace is not None, "strace is missing: run tools/prepare_machine.sh"
    asked = ("-f", "--seccomp-bpf", "-qq", "-yy", "-xx", "-s", "1000000", "-e", f"trace={_CALLS}", "-e", "signal=none")
    return (strace, *asked, "-o", str(target), "--")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that went well; ``begun`` and ``done`` are places in the recording."""

    begun: int
    done: int
    name: str
    #: The file, or the two ends of the connection.
    of: str
    data: bytes
    #: Where it wrote, or the new size.
    at: int
    flags: str


def read_calls(path: Path) -> Iterator[Call]:
    """All calls, in the order in which they ended. A recording that was cut off ends with its last whole line."""
    begun: dict[str, tuple[int, str]] = {}
    with path.open(encoding="latin-1") as lines:
        for number, line in enumerate(lines):
            found = _LINE.match(line)
            if found is None or not line.endswith("\n"):
                continue
            pid, rest = found["pid"], found["rest"].rstrip("\n")
            if rest.endswith("<unfinished ...>"):
                begun[pid] = (number, rest.removesuffix("<unfinished ...>"))
                continue
            first = number
            if resumed := _RESUMED.match(rest):
                first, head = begun.pop(pid, (number, ""))
                rest = head + rest[resumed.end() :]
            if call := _call(first, number, rest):
                yield call


def _call(begun: int, done: int, text: str) -> Call | None:
    """The call that a line tells of; None for one that failed and for what is not asked."""
    name = text.partition("(")[0]
    result = _RESULT.search(text)
    if result is None or int(result[1]) < 0:
        return None
    numbers = re.findall(r", (\d+)", text[: result.start()])
    texts = [_decode(each) for each in _BYTES.findall(text)]
    if name in {"openat", "unlink"}:
        of, data = texts[0].decode(), b""
    else:
        place = _ON_FILE.match(text)
        assert place is not None, text[:200]  # a call that is passed over would be a promise that seems broken
        of, data = _named(place[1]), b"".join(texts)
    at = int(numbers[-1]) if name in {"pwrite64", "ftruncate"} and numbers else 0
    return Call(begun=begun, done=done, name=name, of=of, data=data, at=at, flags=text if name == "openat" else "")


def _decode(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _named(place: str) -> str:
    return _decode(place).decode() if place.startswith("\\x") else place
