"""The form editor: offices write and read in statistics forms, publish them as versions, and see what changed.

What a form is and how it is filled belongs to `quizapp.statistics`, which also keeps what was published.
"""

from quizapp.form_editor.bindings import Choice, Picked, choices
from quizapp.form_editor.differences import Difference, compare_forms
from quizapp.form_editor.lint import Remark, lint_form
from quizapp.form_editor.models import FormDesign
from quizapp.form_editor.reading import FoundForm, read_form_file, settle, tree_of
from quizapp.form_editor.service import (
    begin_empty,
    begin_from,
    change_draft,
    drop_draft,
    form_text,
    get_design,
    list_designs,
    list_versions,
    publish,
)
from quizapp.form_editor.trees import read_tree
from quizapp.form_editor.writing import Tree, write_form

__all__ = [
    "Choice",
    "Difference",
    "FormDesign",
    "FoundForm",
    "Picked",
    "Remark",
    "Tree",
    "begin_empty",
    "begin_from",
    "change_draft",
    "choices",
    "compare_forms",
    "drop_draft",
    "form_text",
    "get_design",
    "lint_form",
    "list_designs",
    "list_versions",
    "publish",
    "read_form_file",
    "read_tree",
    "settle",
    "tree_of",
    "write_form",
]
