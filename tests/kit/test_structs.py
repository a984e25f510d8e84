"""Structs that several threads decode for the first time: msgspec is not ready for that, so we are before it."""

from __future__ import annotations

import signal
import subprocess
import sys

_RACE = """
import sys, threading, msgspec
from quizapp.kit.structs import read_structs
sys.setswitchinterval(1e-6)
CONTENT = msgspec.json.encode({"name": "n", "parts": [{"text": "t"}], "last": "l"})
def fresh():
    class Part(msgspec.Struct):
        text: str
    class Whole(msgspec.Struct):
        name: str
        parts: list[Part]
        last: str
    return Whole
for _ in range(ROUNDS):
    struct, together = fresh(), threading.Barrier(4)
    if IS_READ:
        read_structs()
    def decode():
        together.wait()
        assert msgspec.json.decode(CONTENT, type=struct).last == "l"
    threads = [threading.Thread(target=decode) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
"""


def _race(*, rounds: int, is_read: bool) -> int:
    script = _RACE.replace("ROUNDS", str(rounds)).replace("IS_READ", str(is_read))
    return subprocess.run([sys.executable, "-c", script], stderr=subprocess.DEVNULL, check=False).returncode


def test_structs_that_were_read_are_decoded_by_all_threads_at_once() -> None:
    assert _race(rounds=400, is_read=True) == 0


def test_the_twin_that_leaves_it_to_the_first_request_crashes() -> None:
    """As long as this holds the guard is needed: when it fails, msgspec has been mended."""
    assert _race(rounds=20_000, is_read=False) == -signal.SIGSEGV
