"""Places on a picture: hotspot and select-point interactions as something to find."""

from __future__ import annotations

import re
from dataclasses import replace

from quizapp.banks.draft import Draft
from quizapp.banks.formats.moodle_answers import number_of
from quizapp.banks.formats.qti.flow import Attach, read_flow
from quizapp.banks.formats.qti.keys import Key
from quizapp.banks.formats.qti.names import attribute, deep, named
from quizapp.kit.i18n import N_
from quizapp.questions import Region
from quizapp.sheets import Node

SPOTS = ("hotspotInteraction", "selectPointInteraction")


def fill_spots(draft: Draft, node: Node, key: Key, attach: Attach) -> None:
    """The picture in the units of its places, and the right places with their labels."""
    draft.type_text = "hotspot"
    shown = deep(node, "object", "img")
    flow = read_flow(node, attach)
    if flow.media and shown:
        width, height = number_of(attribute(shown[0], "width")), number_of(attribute(shown[0], "height"))
        picture = flow.media[0]
        sized = replace(picture, width=width, height=height) if width > 0 and height > 0 else picture
        draft.media = (sized, *draft.media)
    if node.name == "selectPointInteraction":
        right = [area for area in key.areas if number_of(attribute(area, "mappedValue")) > 0]
        draft.regions = tuple(_region(area, f"位置 {number}", attach) for number, area in enumerate(right, start=1))
        return
    places = named(node, "hotspotChoice")
    names = set(key.right)
    draft.regions = tuple(
        _region(place, attribute(place, "identifier"), attach)
        for place in places
        if attribute(place, "identifier") in names
    )
    if len(draft.regions) < len(places):
        message = N_("第 %(row)d 行：图上有 %(count)d 处不是正确的位置，已略去，只留下要找的位置")
        draft.warn("W-SIMPLIFIED", message, "regions", count=len(places) - len(draft.regions))


def _region(place: Node, name: str, attach: Attach) -> Region:
    label = attribute(place, "hotspotLabel") or read_flow(place, attach).text() or name
    coords = tuple(number_of(part) for part in re.split(r"[,\s]+", attribute(place, "coords")) if part)
    return Region(label=label, shape=attribute(place, "shape"), coords=coords[:200])
