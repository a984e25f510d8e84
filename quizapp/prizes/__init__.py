"""Prize draws (抽奖) that anybody can recompute: rules and seed fixed before, pool published, nothing decided by hand.

A draw reads who took part in a contest from the ledger; it writes nothing there. Ranking and certificates do not belong
here.
"""

from quizapp.prizes.models import Prize, PrizeDraw, PrizeWin
from quizapp.prizes.queries import (
    DrawRow,
    MyWin,
    WinRow,
    list_contacts,
    list_draws,
    my_win,
    read_draw,
    read_draw_by_code,
    read_prizes,
    read_wins,
)
from quizapp.prizes.rules import (
    MAX_VALUE_CENTS,
    DrawState,
    Eligibility,
    WinState,
    draw_order,
    final_seed,
    hash_pool,
    pool_file,
    ticket_of,
)
from quizapp.prizes.service import (
    DrawSettings,
    PrizeSettings,
    change_draw,
    create_draw,
    freeze_pool,
    publish_draw,
)
from quizapp.prizes.tickets import list_tickets, ticket_in_pool
from quizapp.prizes.winning import claim_win, draw_winners, give_out, purge_phones, redraw

__all__ = [
    "MAX_VALUE_CENTS",
    "DrawRow",
    "DrawSettings",
    "DrawState",
    "Eligibility",
    "MyWin",
    "Prize",
    "PrizeDraw",
    "PrizeSettings",
    "PrizeWin",
    "WinRow",
    "WinState",
    "change_draw",
    "claim_win",
    "create_draw",
    "draw_order",
    "draw_winners",
    "final_seed",
    "freeze_pool",
    "give_out",
    "hash_pool",
    "list_contacts",
    "list_draws",
    "list_tickets",
    "my_win",
    "pool_file",
    "publish_draw",
    "purge_phones",
    "read_draw",
    "read_draw_by_code",
    "read_prizes",
    "read_wins",
    "redraw",
    "ticket_in_pool",
    "ticket_of",
]
