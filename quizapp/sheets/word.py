"""What Word draws with formatting alone, told as text."""

from __future__ import annotations

from .xml_events import Node


def is_underlined_gap(run: Node) -> bool:
    """Whether the run is underlined spaces: how a blank is drawn in Word."""
    properties = run.find("rPr")
    line = properties.find("u") if properties else None
    if line is None or "none" in line.attributes.values():
        return False
    texts = [child for child in run.children if child.name in ("t", "tab", "ptab")]
    width = sum(len(child.text) if child.name == "t" else 4 for child in texts)
    return width >= 2 and not any(child.text.strip("_＿ \xa0\u3000\t") for child in texts)
