"""Adding blanks by writing them: ____ in a row's sentence becomes a blank with its name, unit and a proposal."""

from __future__ import annotations

from quizapp.form_editor.bindings import Picked, derive_of
from quizapp.form_editor.blanks import add_field
from quizapp.form_editor.reading.blanks import Blank, cut_sentence
from quizapp.form_editor.reading.found import Confidence
from quizapp.form_editor.reading.proposing import propose
from quizapp.form_editor.sentences import names_of_blanks
from quizapp.form_editor.trees import find_item
from quizapp.form_editor.writing import Tree


def add_sentence(tree: Tree, item_key: str, said: str) -> tuple[Tree, str]:
    """The tree with a field for each blank of ``said``, and the sentence with their names in 【】.

    A figure is bound only where its words leave no doubt; everything else is filled in by hand until it is bound.
    """
    cut = cut_sentence(said, about=find_item(tree, item_key)[1]["label"])
    pieces = [cut.texts[0]]
    for blank, after in zip(cut.blanks, cut.texts[1:], strict=True):
        tree, key = add_field(tree, item_key, _field(blank, find_item(tree, item_key)[1]["label"]))
        pieces += [f"【{names_of_blanks(find_item(tree, item_key)[1])[key]}】", after]
    return tree, "".join(pieces)


def _field(blank: Blank, about: str) -> Tree:
    field: Tree = {"label": blank.label or about, "unit": blank.unit, "type": blank.type, "mode": "manual"}
    confidence, proposals = propose(blank, about=about)
    if confidence is Confidence.SURE:
        field["mode"] = "assisted" if blank.type == "bool" else "auto"
        field["derive"] = derive_of(Picked(ids=proposals[0].ids, fold=proposals[0].fold))
    return field
