"""Records (台账): articles, products, postings, bases, tips ... Things that count and have no door of their own.

Kinds are data (``kinds.toml``). What takes place at a time belongs to `quizapp.activities`.
"""

from quizapp.records.batches import (
    Added,
    NewBatch,
    add_lines,
    find_batch,
    get_batch,
    lines_of_batch,
    list_batches,
    undo_batch,
)
from quizapp.records.kinds import RecordKind, get_record_kind, record_groups, record_kinds, record_tags, statuses
from quizapp.records.models import Record, RecordBatch
from quizapp.records.photos import (
    NewRecordPhoto,
    keep_record_photo,
    list_record_photos,
    record_photo_content,
    withdraw_record_photo,
)
from quizapp.records.planning import Given, Plan, PlannedLine, Step, plan_lines
from quizapp.records.queries import RecordFilter, count_records, kinds_in_use, list_records
from quizapp.records.reading import RawLine, Reading, read_lines
from quizapp.records.service import NewRecord, add_record, get_record, replace_record, withdraw_record

__all__ = [
    "Added",
    "Given",
    "NewBatch",
    "NewRecord",
    "NewRecordPhoto",
    "Plan",
    "PlannedLine",
    "RawLine",
    "Reading",
    "Record",
    "RecordBatch",
    "RecordFilter",
    "RecordKind",
    "Step",
    "add_lines",
    "add_record",
    "count_records",
    "find_batch",
    "get_batch",
    "get_record",
    "get_record_kind",
    "keep_record_photo",
    "kinds_in_use",
    "lines_of_batch",
    "list_batches",
    "list_record_photos",
    "list_records",
    "plan_lines",
    "read_lines",
    "record_groups",
    "record_kinds",
    "record_photo_content",
    "record_tags",
    "replace_record",
    "statuses",
    "undo_batch",
    "withdraw_record",
    "withdraw_record_photo",
]
