"""Looking for questions that ask the same anywhere in one's banks, and deciding which of two stays."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from quizapp.banks.desk.stock import MOST, open_pairs, search_stock
from quizapp.banks.differences import compare
from quizapp.banks.queries import list_own_banks
from quizapp.banks.shipped import shipped_index
from quizapp.banks.views_bank import EDIT, blueprint
from quizapp.units import Unit, within_any
from quizapp.web import actor, staff, store

PAGE_SIZE = 20


@blueprint.get("/alike")
@staff(EDIT)
def alike() -> ResponseReturnValue:
    """Pairs among one's own questions, or (``?with=shipped``) with the shipped ones; ``?bank=`` narrows to one bank."""
    is_shipped, page = request.args.get("with") == "shipped", max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        mine = list(session.scalars(select(Unit.id).where(within_any(actor().paths(EDIT)))))
        banks = list_own_banks(session, mine, but=0)
        bank_id = next((bank.id for bank in banks if bank.id == request.args.get("bank", type=int)), None)
        stock = search_stock(session, mine, bank_id=bank_id)
        pairs = stock.shipped if is_shipped else stock.own
        opened = open_pairs(session, pairs[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    shown = [(pair, one, other, compare(one.question, other.question, shipped_index())) for pair, one, other in opened]
    return render_template(
        "banks/alike.html", stock=stock, shown=shown, banks=banks, bank_id=bank_id, is_shipped=is_shipped, page=page,
        pages=max(-(-len(pairs) // PAGE_SIZE), 1), total=len(pairs), most=MOST,
    )  # fmt: skip
