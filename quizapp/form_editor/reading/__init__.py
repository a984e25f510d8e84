"""An office's own form, as a Word or Excel file, read as a draft: rows, blanks, and a proposal for each of them."""

from quizapp.form_editor.reading.files import read_form_file
from quizapp.form_editor.reading.found import Confidence, FoundBlank, FoundForm, FoundItem, FoundSection, Proposal
from quizapp.form_editor.reading.making import tree_of
from quizapp.form_editor.reading.settling import Decision, settle

__all__ = [
    "Confidence",
    "Decision",
    "FoundBlank",
    "FoundForm",
    "FoundItem",
    "FoundSection",
    "Proposal",
    "read_form_file",
    "settle",
    "tree_of",
]
