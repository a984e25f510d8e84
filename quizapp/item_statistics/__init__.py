"""Item and test statistics: how hard each question was, whether it told the prepared from the others, where a key looks wrong.

Pure: papers in, figures out. Which papers count and who may see the figures belongs to ``contests``.
"""

from .alarms import MIN_PAPERS, Alarm, find_alarms
from .exam import ExamFigures, exam_figures
from .items import ItemFigures, item_figures
from .options import OptionFigures, option_table
from .papers import GROUP_PERCENT, MarkedPaper, Papers

__all__ = [
    "GROUP_PERCENT",
    "MIN_PAPERS",
    "Alarm",
    "ExamFigures",
    "ItemFigures",
    "MarkedPaper",
    "OptionFigures",
    "Papers",
    "exam_figures",
    "find_alarms",
    "item_figures",
    "option_table",
]
