"""Pictures and sounds of questions, kept in the database under the hash of their bytes.

Belongs here: making uploads harmless and small, storing them once, handing them out. Which question shows which
picture belongs to ``banks`` and ``contests``; they say so through the module ``media_uses``.
"""

from .models import MediaFile
from .pictures import PICTURES_SAID, MadePicture, make_picture
from .service import (
    MadeMedia,
    StoredMedia,
    drop_orphans,
    find_content,
    find_stored,
    keep_trusted,
    known_media,
    make_media,
    store_media,
)
from .sounds import SOUNDS_SAID, make_sound

__all__ = [
    "PICTURES_SAID",
    "SOUNDS_SAID",
    "MadeMedia",
    "MadePicture",
    "MediaFile",
    "StoredMedia",
    "drop_orphans",
    "find_content",
    "find_stored",
    "keep_trusted",
    "known_media",
    "make_media",
    "make_picture",
    "make_sound",
    "store_media",
]
