"""Uploaded files that wait for a decision: previewed, put right, then imported or dropped within a day.

What is kept to be given out as it came is shown to a virus scanner first. What a file means belongs to the room that imports it (units, people, banks).
"""

from quizapp.uploads.models import Upload
from quizapp.uploads.service import (
    Prepared,
    Waiting,
    drop_upload,
    find_prepared,
    find_upload,
    keep_upload,
    note_choices,
    note_prepared,
)
from quizapp.uploads.virus_scan import check_scanner, require_harmless

__all__ = [
    "Prepared",
    "Upload",
    "Waiting",
    "check_scanner",
    "drop_upload",
    "find_prepared",
    "find_upload",
    "keep_upload",
    "note_choices",
    "note_prepared",
    "require_harmless",
]
