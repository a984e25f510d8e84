"""The WSGI callable for any server: ``granian --interface wsgi wsgi:app``, gunicorn, waitress, uWSGI."""

from quizapp.settings import load_settings
from quizapp.web import create_app

app = create_app(load_settings())
