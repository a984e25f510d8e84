"""All blueprints of the live quiz."""

from __future__ import annotations

from quizapp.live.api import blueprint as api_blueprint
from quizapp.live.views_api_host import blueprint as host_api_blueprint

blueprints = (api_blueprint, host_api_blueprint)
