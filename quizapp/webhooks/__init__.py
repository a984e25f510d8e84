"""Webhooks: other programs are told of what happens at the door, to reports and in live quizzes, once each, signed, for as long as they are away."""

from quizapp.webhooks.events import Event, EventFiling, EventLive
from quizapp.webhooks.queries import Outbox, read_outbox
from quizapp.webhooks.telling import tell

__all__ = ["Event", "EventFiling", "EventLive", "Outbox", "read_outbox", "tell"]
