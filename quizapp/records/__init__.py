"""Records (台账): articles, products, postings, bases, tips ... Things that count and have no door of their own.

Kinds are data (``kinds.toml``). What takes place at a time belongs to `quizapp.activities`.
"""

from quizapp.records.kinds import RecordKind, get_record_kind, record_groups, record_kinds, record_tags, statuses
from quizapp.records.models import Record
from quizapp.records.queries import RecordFilter, count_records, kinds_in_use, list_records
from quizapp.records.service import NewRecord, add_record, get_record, replace_record, withdraw_record

__all__ = [
    "NewRecord",
    "Record",
    "RecordFilter",
    "RecordKind",
    "add_record",
    "count_records",
    "get_record",
    "get_record_kind",
    "kinds_in_use",
    "list_records",
    "record_groups",
    "record_kinds",
    "record_tags",
    "replace_record",
    "statuses",
    "withdraw_record",
]
