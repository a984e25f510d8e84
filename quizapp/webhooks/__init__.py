"""Webhooks: other programs are told of what happens at the door, once each, signed, for as long as they are away."""
