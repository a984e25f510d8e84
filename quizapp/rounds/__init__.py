"""Events of several rounds (多轮赛事): each round a contest, and a published list of those who go on to the next.

Who goes on follows from the ledger at a position, a rule and decisions with reasons. Papers and results belong to
`quizapp.contests`; the start of a later round asks here (`contest_entry`).
"""

from quizapp.rounds.lists import Draft, Line, decide, draft_list, publish_list
from quizapp.rounds.models import EventRound, RoundDecision, RoundEvent, RoundPlace
from quizapp.rounds.moves import add_place, decline_place, remove_place
from quizapp.rounds.published import is_true, published_file
from quizapp.rounds.queries import (
    EventRow,
    MyPlace,
    PlaceRow,
    RoundRow,
    full_names,
    goes_on,
    list_events,
    list_places,
    list_public_events,
    list_rounds,
    my_places,
    next_round,
    read_event,
    read_event_by_code,
    read_round,
)
from quizapp.rounds.ranking import read_ranking
from quizapp.rounds.rules import Kind, PlaceState, Ranked, Role, Rule, Verdict, choose, ticket_of
from quizapp.rounds.service import (
    RoundSettings,
    add_round,
    change_event,
    change_round,
    contests_to_add,
    create_event,
    drop_round,
    rule_of,
)

__all__ = [
    "Draft",
    "EventRound",
    "EventRow",
    "Kind",
    "Line",
    "MyPlace",
    "PlaceRow",
    "PlaceState",
    "Ranked",
    "Role",
    "RoundDecision",
    "RoundEvent",
    "RoundPlace",
    "RoundRow",
    "RoundSettings",
    "Rule",
    "Verdict",
    "add_place",
    "add_round",
    "change_event",
    "change_round",
    "choose",
    "contests_to_add",
    "create_event",
    "decide",
    "decline_place",
    "draft_list",
    "drop_round",
    "full_names",
    "goes_on",
    "is_true",
    "list_events",
    "list_places",
    "list_public_events",
    "list_rounds",
    "my_places",
    "next_round",
    "publish_list",
    "published_file",
    "read_event",
    "read_event_by_code",
    "read_ranking",
    "read_round",
    "remove_place",
    "rule_of",
    "ticket_of",
]
