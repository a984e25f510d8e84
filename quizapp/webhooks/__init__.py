"""Webhooks: other programs are told of what happens at the door and to reports, once each, signed, for as long as they are away."""

from quizapp.webhooks.events import Event, EventFiling
from quizapp.webhooks.telling import tell

__all__ = ["Event", "EventFiling", "tell"]
