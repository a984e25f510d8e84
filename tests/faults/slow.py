"""The application with one page that takes a while, to be asked while the server is told to stop."""

from __future__ import annotations

import os
import time

from flask import Flask

from quizapp.cli.served import create_served_app
from quizapp.web import public

#: Seconds the page takes.
TAKES_S = 3.0


def slow_app() -> Flask:
    """What ``quizapp serve`` runs, and ``/slow``."""
    app = create_served_app()

    def slow() -> str:
        os.write(2, b"began\n")
        time.sleep(TAKES_S)
        return "here it is"

    app.add_url_rule("/slow", "slow", public(slow))
    return app
