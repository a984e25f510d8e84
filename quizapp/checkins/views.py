"""Pages of check-in: the poster's page on the phone, and on the console the session, its desk, its list."""

from quizapp.checkins import (
    api,
    views_badges,
    views_desk,
    views_door,
    views_files,
    views_log,
    views_merge,
    views_own_code,
    views_phone,
    views_screen,
    views_session,
)

blueprints = (
    views_phone.blueprint,
    views_session.blueprint,
    views_desk.blueprint,
    views_files.blueprint,
    views_door.blueprint,
    views_log.blueprint,
    views_merge.blueprint,
    views_screen.blueprint,
    views_own_code.blueprint,
    views_badges.blueprint,
    api.blueprint,
)
