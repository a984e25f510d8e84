"""Pages of certificates."""

from quizapp.certificates import views_attended, views_console, views_files, views_public

blueprints = (views_attended.blueprint, views_console.blueprint, views_files.blueprint, views_public.blueprint)
