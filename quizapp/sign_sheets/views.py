"""All blueprints of paper sheets and signatures."""

from __future__ import annotations

from quizapp.sign_sheets.views_print import blueprint as printing
from quizapp.sign_sheets.views_return import blueprint as returning
from quizapp.sign_sheets.views_sign import blueprint as signing

blueprints = (printing, returning, signing)
