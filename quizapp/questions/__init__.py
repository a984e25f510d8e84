"""Questions without storage: types, papers drawn by a committed seed, grading, stored bytes.

Belongs here: whatever can be decided from questions and answers alone. Files belong to ``banks``,
people and time to ``contests``.
"""

from .codec import (
    content_hash,
    decode_question,
    dump_question,
    encode_key,
    encode_public,
    encode_question,
    key_part,
    public_part,
    version_hash,
)
from .drawing import (
    Issued,
    Section,
    commit_seed,
    draw_paper,
    draw_sections,
    keeps_option_order,
    new_seed,
    to_original,
    to_shown,
)
from .folding import fold_option, stem_key
from .grading import PaperResult, QuestionResult, grade_paper, read_answer
from .question import (
    AUDIENCES,
    DIFFICULTIES,
    TRUE_FALSE_OPTIONS,
    Blank,
    Flaw,
    Grade,
    Media,
    Question,
    Region,
    Review,
    Source,
)
from .scoring import DEFAULT_PRESET, PRESETS, Preset, find_preset
from .showing import OpenQuestion, lay_open
from .types import Answer, Atom, QuestionType, find_type, question_types

__all__ = [
    "AUDIENCES",
    "DEFAULT_PRESET",
    "DIFFICULTIES",
    "PRESETS",
    "TRUE_FALSE_OPTIONS",
    "Answer",
    "Atom",
    "Blank",
    "Flaw",
    "Grade",
    "Issued",
    "Media",
    "OpenQuestion",
    "PaperResult",
    "Preset",
    "Question",
    "QuestionResult",
    "QuestionType",
    "Region",
    "Review",
    "Section",
    "Source",
    "commit_seed",
    "content_hash",
    "decode_question",
    "draw_paper",
    "draw_sections",
    "dump_question",
    "encode_key",
    "encode_public",
    "encode_question",
    "find_preset",
    "find_type",
    "fold_option",
    "grade_paper",
    "keeps_option_order",
    "key_part",
    "lay_open",
    "new_seed",
    "public_part",
    "question_types",
    "read_answer",
    "stem_key",
    "to_original",
    "to_shown",
    "version_hash",
]
