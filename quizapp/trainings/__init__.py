"""Trainings (安全生产教育和培训): the record of a session that teaches, and each person's file.

Who came belongs to `quizapp.checkins`, how an exam went to `quizapp.contests`; here stands what was taught, which contest
is the exam, and what the law wants to see together: time, content, people, results.
"""

from quizapp.trainings.document import person_document, session_document, show_score
from quizapp.trainings.models import TrainingRecord
from quizapp.trainings.person_files import PersonFile, TakenTraining, read_files, stream_files
from quizapp.trainings.queries import (
    Training,
    TrainingLine,
    TrainingTotals,
    list_lines,
    read_training,
    read_trainings,
    sum_up,
)
from quizapp.trainings.rules import Exam, Presence, is_complete, is_training, show_hours, usual_tenth_hours
from quizapp.trainings.service import TrainingFacts, save_record, training_for

__all__ = [
    "Exam",
    "PersonFile",
    "Presence",
    "TakenTraining",
    "Training",
    "TrainingFacts",
    "TrainingLine",
    "TrainingRecord",
    "TrainingTotals",
    "is_complete",
    "is_training",
    "list_lines",
    "person_document",
    "read_files",
    "read_training",
    "read_trainings",
    "save_record",
    "session_document",
    "show_hours",
    "show_score",
    "stream_files",
    "sum_up",
    "training_for",
    "usual_tenth_hours",
]
