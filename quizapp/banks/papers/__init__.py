"""Papers as people type them: numbered questions, options, keys in brackets, in lines or in a table at the end."""

from .lines import Line
from .reader import read_paper

__all__ = ["Line", "read_paper"]
