"""Figures that somebody else counted (外部数据), such as the papers of a national platform: with source and proof.

They stand beside a form's own figures and are never added to them: who wants them in the form types them there and
says so. What a form and its fields are belongs to `quizapp.statistics`; here they are words.
"""

from quizapp.external_figures.models import ExternalFigure
from quizapp.external_figures.service import (
    MAX_BYTES,
    KeptFigure,
    NewFigure,
    Place,
    Proof,
    add_figure,
    list_figures,
    proof_of,
    read_proof,
    withdraw_figure,
)

__all__ = [
    "MAX_BYTES",
    "ExternalFigure",
    "KeptFigure",
    "NewFigure",
    "Place",
    "Proof",
    "add_figure",
    "list_figures",
    "proof_of",
    "read_proof",
    "withdraw_figure",
]
