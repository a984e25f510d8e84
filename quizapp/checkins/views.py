"""Pages of check-in: the poster's page on the phone, and on the console the session, its desk, its list."""

from quizapp.checkins import api, views_desk, views_files, views_phone, views_session

blueprints = (
    views_phone.blueprint,
    views_session.blueprint,
    views_desk.blueprint,
    views_files.blueprint,
    api.blueprint,
)
