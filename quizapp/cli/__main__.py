"""``python -m quizapp.cli``: the same as ``quizapp``."""

from quizapp.cli import main

main()
