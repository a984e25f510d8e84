"""quizapp: contests, drills and check-in for Safety Month, one ledger, and a form that fills itself.

The library's front door knows no HTTP: open a `Store`, call a feature's services, read figures.
"""

from quizapp.errors import QuizError
from quizapp.kit.clock import utc_now

__version__ = "0.1.0"
__all__ = ["QuizError", "__version__", "utc_now"]
