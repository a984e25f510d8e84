"""Photos of what took place: of a session, its drill, its signed sheets. Re-encoded, without position or camera data.

They are seen by staff of the session alone, never by an address that can be guessed. What a photo proves belongs to
the room that asks for it. Pictures of questions belong to ``media``.
"""

from quizapp.photos.models import EvidencePhoto
from quizapp.photos.service import (
    MAX_PER_SESSION,
    KeptPhoto,
    NewPhoto,
    Subject,
    keep_photo,
    list_photos,
    photo_content,
    withdraw_photo,
)

__all__ = [
    "MAX_PER_SESSION",
    "EvidencePhoto",
    "KeptPhoto",
    "NewPhoto",
    "Subject",
    "keep_photo",
    "list_photos",
    "photo_content",
    "withdraw_photo",
]
