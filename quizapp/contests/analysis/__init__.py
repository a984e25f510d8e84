"""What the answers say about the questions (题目分析): hard ones, doubtful keys, weak points of law by unit."""

from .papers import Read, read_papers
from .report import Analysis, ItemLine, analyse
from .weak import WeakPoints, WeakRow

__all__ = ["Analysis", "ItemLine", "Read", "WeakPoints", "WeakRow", "analyse", "read_papers"]
