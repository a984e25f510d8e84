"""Routes of paper sheets that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizapp.activities import SessionFacts
from quizapp.sign_sheets import SheetPlan, print_sheet
from tests.house.cases import Open, Scoped, World
from tests.support.month import open_month, plan_session


def _facts(world: World) -> SessionFacts:
    month = open_month(world.session, world.cast, world.now, code=f"ss{world.number}")
    return plan_session(world.session, month, world.owner, now=world.now)


def _session(world: World) -> Mapping[str, Any]:
    return {"session_id": _facts(world).id}


def _code(world: World) -> Mapping[str, Any]:
    plan = SheetPlan(blank_rows=5)
    return {"code": print_sheet(world.session, _facts(world), plan, actor="staff:1", now=world.now)[0].code}


def _printed(world: World) -> Mapping[str, Any]:
    facts = _facts(world)
    sheet, _ = print_sheet(world.session, facts, SheetPlan(blank_rows=5), actor="staff:1", now=world.now)
    return {"session_id": facts.id, "code": sheet.code, "fmt": "pdf"}


_OWN = "only the phone that checked in finds its answer there: known by its device key"

CASES = {
    "sign_sheets.show": Scoped(build=_session),
    "sign_sheets.create": Scoped(build=_session, form={"unit_id": "0", "blank_rows": "5", "fmt": "pdf"}),
    "sign_sheets.again": Scoped(build=_printed),
    "sheet_return.show": Scoped(build=_code),
    "sheet_return.record": Scoped(build=_code, form={"names": "1 王五", "declared": "1", "nonce": "n"}),
    "session_signatures.sign": Open(why=_OWN),
    "session_signatures.keep": Open(why=_OWN),
    "session_signatures.signed_sheet": Scoped(build=_session),
}
