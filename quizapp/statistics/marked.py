"""YAML with line numbers: reading a form's file strictly, so that a mistake is named with its line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

import yaml

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.scalars import scalar_of

T = TypeVar("T")
_KINDS: dict[type, str] = {str: N_("文字"), int: N_("整数"), bool: N_("true 或 false"), date: N_("日期")}
#: A form is a few hundred lines; anything longer is another file.
LONGEST = 500_000
#: Largest whole number that a form can mean.
MOST = 10**9


class FormError(Invalid):
    """A form's file breaks the rules; the message names the file, the line and what is wrong."""

    code = "form_invalid"


class Marked:
    """A node of a YAML file that knows its place. Every access says what type it wants."""

    def __init__(self, name: str, node: yaml.Node) -> None:
        self._name = name
        self._node = node

    @classmethod
    def parse(cls, name: str, text: str) -> Marked:
        """The file's root. Raises `FormError` when it is not YAML or empty."""
        if len(text) > LONGEST:
            raise FormError(N_("%(name)s 太长，不是统计表"), name=name)
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise FormError(N_("%(name)s 第 %(line)d 行：不是有效的 YAML"), name=name, line=line) from error
        if node is None:
            raise FormError(N_("%(name)s 是空的"), name=name)
        return cls(name, node)

    @property
    def line(self) -> int:
        """1-based line of the file."""
        return int(self._node.start_mark.line) + 1

    def fail(self, problem: str, **params: object) -> FormError:
        """An error at this place; ``problem`` is a message id with its parameters."""
        message = N_("%(name)s 第 %(line)d 行：%(problem)s")
        return FormError(message, name=self._name, line=self.line, problem=problem % params)

    def mapping(self, *, allowed: Collection[str], required: Collection[str] = ()) -> dict[str, Marked]:
        """Key -> value. Unknown, missing and doubled keys are errors."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.fail(N_("这里应当是“键: 值”"))
        found: dict[str, Marked] = {}
        for key_node, value_node in self._node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise Marked(self._name, key_node).fail(N_("这里应当是“键: 值”"))
            key, value = str(key_node.value), Marked(self._name, value_node)
            if key in found:
                raise Marked(self._name, key_node).fail(N_("“%(key)s”写了两次"), key=key)
            if key not in allowed:
                raise Marked(self._name, key_node).fail(
                    N_("不认识的“%(key)s”，可用的有：%(allowed)s"), key=key, allowed="、".join(sorted(allowed))
                )
            found[key] = value
        missing = [key for key in required if key not in found]
        if missing:
            raise self.fail(N_("缺少“%(key)s”"), key=missing[0])
        return found

    def entries(self) -> list[tuple[str, Marked]]:
        """Keys and values of a mapping whose keys are free."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.fail(N_("这里应当是“键: 值”"))
        return [(str(key.value), Marked(self._name, value)) for key, value in self._node.value]

    def items(self) -> list[Marked]:
        """Entries of a list; a single value counts as a list of one."""
        if isinstance(self._node, yaml.SequenceNode):
            return [Marked(self._name, each) for each in self._node.value]
        return [self]

    def value(self, kind: type[T]) -> T:
        """The value as ``kind`` (str, int, bool, date). Numbers are taken as text where text is wanted."""
        raw: Any = scalar_of(self._node) if isinstance(self._node, yaml.ScalarNode) else None
        if kind is str and isinstance(raw, int | float | date):
            raw = str(self._node.value)
        is_none_such = kind is int and (isinstance(raw, bool) or (isinstance(raw, int) and abs(raw) > MOST))
        if not isinstance(raw, kind) or is_none_such:
            said = str(self._node.value)[:60] if self._is_scalar else "…"
            raise self.fail(N_("“%(said)s”应为%(kind)s"), said=said, kind=_KINDS[kind])
        return raw

    @property
    def _is_scalar(self) -> bool:
        return isinstance(self._node, yaml.ScalarNode)

    def word(self, allowed: Collection[str]) -> str:
        """One of the ``allowed`` words."""
        text = self.value(str)
        if text not in allowed:
            raise self.fail(N_("“%(text)s”不在可用的词里：%(allowed)s"), text=text, allowed="、".join(allowed))
        return text
