"""Question types, one pure plug-in a file: check, present, parse an answer, grade. No storage, no pages."""

from .base import Answer, Atom, ChoiceType, QuestionType
from .registry import find_type, question_types

__all__ = ["Answer", "Atom", "ChoiceType", "QuestionType", "find_type", "question_types"]
