"""How many changes of each pure module the tests notice, after ``mutmut run``; exit 1 below the bar or without a result."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

#: Of a hundred changes so many must be noticed.
BAR = 85
#: Exit codes of a change's tests that notice nothing: 0 = passed, 5 and 33 = no test goes there, None and 2 = not tried, broken off.
_UNNOTICED = {0, 2, 5, 33, None}


def main() -> int:
    """Print a line a module that the configuration names."""
    modules = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]["only_mutate"]
    return 0 if min([_share(module) for module in modules], default=0) >= BAR else 1


def _share(module: str) -> float:
    """Of a hundred changes so many were noticed; 0 for a module without any."""
    result = Path("mutants", f"{module}.meta")
    codes = json.loads(result.read_text("utf-8"))["exit_code_by_key"].values() if result.exists() else []
    noticed = sum(code not in _UNNOTICED for code in codes)
    share = 100 * noticed / max(len(codes), 1)
    print(f"{share:5.1f} %  {noticed:>4} of {len(codes):>4}  {module}")
    return share


if __name__ == "__main__":
    sys.exit(main())
