"""How many changes of each pure module the tests notice, after ``mutmut run``; exit 1 below the bar."""

from __future__ import annotations

import json
import sys
from pathlib import Path

#: Of a hundred changes so many must be noticed.
BAR = 85
#: What mutmut says of a change by the exit code of its tests: 0 = nobody noticed, 33 = no test goes there.
_UNNOTICED = {0, 33}


def main() -> int:
    """Print a line a module and the sum."""
    folder = Path("mutants")
    below = False
    for path in sorted(folder.rglob("*.py.meta")):
        results = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        codes = [code for code in results.values() if code is not None]
        if not codes:
            continue
        noticed = sum(code not in _UNNOTICED for code in codes)
        share = 100 * noticed / len(codes)
        below = below or share < BAR
        name = path.relative_to(folder).as_posix().removesuffix(".meta")
        print(f"{share:5.1f} %  {noticed:>4} of {len(codes):>4}  {name}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
