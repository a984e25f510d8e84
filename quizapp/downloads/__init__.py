"""Files that take a while to make: ordered on a page, made in the background, fetched within a day.

What stands in a file belongs to the feature that offers it (its module ``downloads``); here is how it is made in
steady memory, how far it is, who may fetch it, and when it goes away.
"""

from quizapp.downloads.makers import FileMaker, Maker, Making, Sheet
from quizapp.downloads.making import make_next
from quizapp.downloads.models import Download, DownloadPart
from quizapp.downloads.queries import Backlog, DownloadRow, find_download, list_downloads, read_backlog, read_parts
from quizapp.downloads.rules import KEPT, DownloadState
from quizapp.downloads.service import Order, drop_all, drop_download, drop_expired, order_download

__all__ = [
    "KEPT",
    "Backlog",
    "Download",
    "DownloadPart",
    "DownloadRow",
    "DownloadState",
    "FileMaker",
    "Maker",
    "Making",
    "Order",
    "Sheet",
    "drop_all",
    "drop_download",
    "drop_expired",
    "find_download",
    "list_downloads",
    "make_next",
    "order_download",
    "read_backlog",
    "read_parts",
]
