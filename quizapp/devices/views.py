"""Pages of devices: on the console, at the door; and their API."""

from quizapp.devices import api, views_api, views_console, views_pages, views_reviews

blueprints = (
    views_console.blueprint,
    views_reviews.blueprint,
    views_pages.blueprint,
    api.blueprint,
    views_api.blueprint,
)
