"""Dashboards: what a campaign amounts to in pictures, for offices on the console and for everybody on a big screen.

Reads the ledger alone; every picture has its table. Who is missing is for offices and never on the public screen.
"""

from quizapp.dashboards.models import PublicScreen
from quizapp.dashboards.picture import Grid, Picture, Reach, draw_picture
from quizapp.dashboards.screens import find_screen, standing_screen, switch_off, switch_on

__all__ = [
    "Grid",
    "Picture",
    "PublicScreen",
    "Reach",
    "draw_picture",
    "find_screen",
    "standing_screen",
    "switch_off",
    "switch_on",
]
