"""Pages of teams."""

from quizapp.teams import views_console, views_phone

blueprints = (views_console.blueprint, views_phone.blueprint)
