"""The log tells what happened, keeps people's data to itself, and never fails."""

from __future__ import annotations

import os
import subprocess
import sys

from quizapp.kit.logs import tell_plainly

_PROGRAM = """
import structlog
from quizapp.kit.logs import configure_logs
configure_logs()
log = structlog.get_logger("test")
def look_up(phone):
    raise KeyError("gone")
try:
    look_up("13800138000")
except KeyError as error:
    log.error("refused", code="gone", exc_info=error)
log.warning("续", path="/q/东明")
print("went on")
"""


def _run(stderr: int) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, stderr=stderr, timeout=60)


def test_it_works_and_values_of_variables_stay_out() -> None:
    told = _run(subprocess.PIPE).stderr.decode()
    assert "refused" in told
    assert "code=gone" in told
    assert "KeyError" in told
    assert "look_up" in told
    assert "/q/东明" in told
    assert "13800138000" not in told


def test_what_a_database_adds_about_the_row_stays_out() -> None:
    told = tell_plainly(
        'null value in column "name" of relation "person" violates not-null constraint\n'
        "描述:  失败, 行包含(5, alice, wang, null).\n[parameters: (alice)]"
    )
    assert told == "null value in column … of relation … violates not-null constraint"
    assert tell_plainly("no such name: 'alice\nwang'") == "no such name: …"


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        done = _run(full)
    finally:
        os.close(full)
    assert done.returncode == 0
    assert done.stdout.decode() == "went on\n"
