"""Routes of photos that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image

from quizapp.activities import SessionFacts
from quizapp.photos import NewPhoto, keep_photo
from tests.house.cases import Scoped, World
from tests.support.month import open_month, plan_session


def _facts(world: World) -> SessionFacts:
    month = open_month(world.session, world.cast, world.now, code=f"ph{world.number}")
    return plan_session(world.session, month, world.owner, now=world.now)


def _session(world: World) -> Mapping[str, Any]:
    return {"session_id": _facts(world).id}


def _photo(world: World) -> Mapping[str, Any]:
    facts = _facts(world)
    stream = BytesIO()
    Image.linear_gradient("L").save(stream, "PNG")
    kept = keep_photo(world.session, facts, NewPhoto(content=stream.getvalue()), actor="staff:1", now=world.now)
    return {"session_id": facts.id, "photo_id": kept}


CASES = {
    "photos.show": Scoped(build=_session),
    "photos.upload": Scoped(build=_session),
    "photos.picture": Scoped(build=_photo),
    "photos.withdraw": Scoped(build=_photo, form={"reason": "不清楚"}),
}
