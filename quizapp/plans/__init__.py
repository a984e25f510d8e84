"""A campaign's plan: tasks with what counts and by when, who has not, liaison officers, leading group, plan and notices.

What is done is read from the ledger and never typed twice. Everything here is optional: a campaign without tasks asks
nobody for anything. Scoring of units belongs to `quizapp.assessments`.
"""

from quizapp.plans.documents import DocumentText, change_document, list_documents, start_document, start_texts
from quizapp.plans.facts import UnitFacts, read_facts
from quizapp.plans.files import NewFile, keep_file, list_files, withdraw_file
from quizapp.plans.group import GroupRole, NewMember, list_group, save_member
from quizapp.plans.liaisons import (
    LiaisonLine,
    NewOfficer,
    end_officer,
    erase_officer,
    list_liaisons,
    name_officer,
    officers_of,
    phone_of,
    present_officer,
)
from quizapp.plans.models import GroupMember, LiaisonOfficer, PlanDocument, PlanFile, PlanTask, PlanWord
from quizapp.plans.progress import Board, Line, read_board
from quizapp.plans.rules import Counts, Reach, Stage, Standing, Way
from quizapp.plans.sets import TaskSet, add_sets, task_sets
from quizapp.plans.tasks import TaskText, add_task, change_task, end_task, list_tasks, say_word

__all__ = [
    "Board",
    "Counts",
    "DocumentText",
    "GroupMember",
    "GroupRole",
    "LiaisonLine",
    "LiaisonOfficer",
    "Line",
    "NewFile",
    "NewMember",
    "NewOfficer",
    "PlanDocument",
    "PlanFile",
    "PlanTask",
    "PlanWord",
    "Reach",
    "Stage",
    "Standing",
    "TaskSet",
    "TaskText",
    "UnitFacts",
    "Way",
    "add_sets",
    "add_task",
    "change_document",
    "change_task",
    "end_officer",
    "end_task",
    "erase_officer",
    "keep_file",
    "list_documents",
    "list_files",
    "list_group",
    "list_liaisons",
    "list_tasks",
    "name_officer",
    "officers_of",
    "phone_of",
    "present_officer",
    "read_board",
    "read_facts",
    "save_member",
    "say_word",
    "start_document",
    "start_texts",
    "task_sets",
    "withdraw_file",
]
