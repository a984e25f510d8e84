"""Uploaded files that wait for a decision: previewed, put right, then imported or dropped within a day.

What a file means belongs to the room that imports it (units, people, banks).
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

__all__ = [
    "Prepared",
    "Upload",
    "Waiting",
    "drop_upload",
    "find_prepared",
    "find_upload",
    "keep_upload",
    "note_choices",
    "note_prepared",
]
