"""Finding question types: the eight of our own, then whatever other packages offer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import cast

from quizapp.errors import Invalid, Misconfigured
from quizapp.kit.i18n import N_

from .base import QuestionType
from .case import Case
from .fill_in import FillIn
from .hotspot import Hotspot
from .matching import Matching
from .multiple import MultipleChoice
from .ordering import Ordering
from .single import SingleChoice
from .true_false import TrueFalse

ENTRY_POINT_GROUP = "quizapp.question_types"


_OWN: tuple[QuestionType, ...] = (
    SingleChoice(), MultipleChoice(), TrueFalse(), FillIn(), Matching(), Ordering(), Hotspot(), Case(),
)  # fmt: skip


@cache
def question_types() -> Mapping[str, QuestionType]:
    """Every known type by its key, our own first.

    A package adds one by an entry point in ``quizapp.question_types`` that names a class without
    constructor arguments. Raises ``Misconfigured`` if it would replace a type that exists.
    """
    known: dict[str, QuestionType] = {kind.key: kind for kind in _OWN}
    for point in entry_points(group=ENTRY_POINT_GROUP):
        kind = cast(QuestionType, point.load()())
        if kind.key in known and type(known[kind.key]) is not type(kind):
            raise Misconfigured(N_("题型“%(key)s”被重复登记，请卸载其中一个扩展包"), key=kind.key)
        known.setdefault(kind.key, kind)
    return MappingProxyType(known)


def find_type(key: str) -> QuestionType:
    """The type stored as ``key``. Raises ``Invalid`` when it is not known here."""
    kind = question_types().get(key)
    if kind is None:
        raise Invalid(N_("不认识的题型“%(key)s”，请从列表中选择"), field="type", key=key)
    return kind
