"""Routes of the audit room whose address has a part."""

from __future__ import annotations

from tests.house.cases import Case, Open

CASES: dict[str, Case] = {
    "audit.export": Open(why="the part is a file format; the entries are those of one's own units"),
}
