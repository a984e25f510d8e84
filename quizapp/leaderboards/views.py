"""Pages of boards: the participants', the console's, the JSON of both boards."""

from quizapp.leaderboards import api, views_console, views_public

blueprints = (views_public.blueprint, views_console.blueprint, api.blueprint)
