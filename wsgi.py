"""The WSGI callable for any server: ``granian --interface wsgi wsgi:app``, ``gunicorn wsgi:app``, ``waitress-serve wsgi:app``."""

from quizapp.cli.served import create_served_app

app = create_served_app()
