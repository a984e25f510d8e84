"""A demo campaign with invented units and people, so that a new installation has something to show.

Everything goes through the same services that real organizers and phones use.
"""

from quizapp.demo.content import campaign_code
from quizapp.demo.load import ORGANIZER, Loaded, is_empty, load_demo
from quizapp.demo.month import Played, play_month
from quizapp.demo.office import Keys, play_office

__all__ = [
    "ORGANIZER",
    "Keys",
    "Loaded",
    "Played",
    "campaign_code",
    "is_empty",
    "load_demo",
    "play_month",
    "play_office",
]
