"""Libraries that most requests never need, loaded when something of them is first asked for: a server starts sooner.

Beside it stands the import for the types::

    if TYPE_CHECKING:
        import xlsxwriter
    else:
        xlsxwriter = later("xlsxwriter")
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module that may not be loaded yet; what was asked for once is kept."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by tools that look at modules; nobody uses a library by these
            raise AttributeError(name)
        found = getattr(import_module(self.__name__), name)
        setattr(self, name, found)
        return found


def later(name: str) -> ModuleType:
    """The module ``name``, loaded at its first use. A library that is missing is noticed no sooner than that."""
    return _Later(name)
