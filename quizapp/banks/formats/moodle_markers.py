"""Moodle's drag-and-drop markers: every drop zone becomes something to find, labelled with its marker."""

from __future__ import annotations

import re
from dataclasses import replace

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.attachments import Attachments
from quizapp.banks.formats.moodle_answers import number_of
from quizapp.banks.formats.moodle_xml_texts import bytes_of_file, inner_text, name_lost_picture, name_vector
from quizapp.banks.markup import text_of_html
from quizapp.kit.i18n import N_
from quizapp.questions import Region
from quizapp.sheets import Node

_SHAPES = {"rectangle": "rect", "circle": "circle", "polygon": "poly"}


def read_markers(draft: Draft, node: Node, attachments: Attachments) -> None:
    """The picture, and a region for each drop zone; markers that belong nowhere are told."""
    draft.type_text = "hotspot"
    file = node.find("file")
    picture = attachments.keep(bytes_of_file(file)) if file is not None else None
    if picture is None:
        name_lost_picture(draft, file.attributes.get("name", "?") if file is not None else "?")
    else:
        name_vector(draft, picture)
        draft.media = (picture, *draft.media)
    labels = {_number(child): text_of_html(inner_text(child)) for child in node.children if child.name == "drag"}
    used = set()
    for child in node.children:
        if child.name == "drop":
            choice = inner_text(child.find("choice")).strip()
            used.add(choice)
            draft.regions = (*draft.regions, _region(child, labels.get(choice, "")))
    spare = [label for number, label in labels.items() if number not in used]
    if spare:
        message = N_("第 %(row)d 行起的找隐患题：标记“%(labels)s”不属于任何位置，已略去")
        draft.warn("W-SIMPLIFIED", message, "regions", labels=shorten("、".join(spare)))


def _number(node: Node) -> str:
    return inner_text(node.find("no")).strip()


def _region(drop: Node, label: str) -> Region:
    shape = _SHAPES.get(inner_text(drop.find("shape")).strip(), "")
    numbers = tuple(number_of(part) for part in re.split(r"[,;\s]+", inner_text(drop.find("coords")).strip()) if part)
    region = Region(label=label, shape=shape, coords=numbers[:200])
    # Moodle writes a corner and a size.
    if shape == "rect" and len(numbers) == 4:
        x, y, width, height = numbers
        region = replace(region, coords=(x, y, x + width, y + height))
    return region
