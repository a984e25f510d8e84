"""Draw the scenes of question_banks/pictures/scenes from tools/scenes.toml.

    python tools/draw_scenes.py [FOLDER]

A scene is 1000 x 750 units of SVG and may place props: ``<put name="chair" at="300 600" size="1.2" c="#a00 #333"/>``
(a size of ``-1 1`` turns the prop round, the colours replace ``$1``, ``$2``). ``pen="8 #333"`` is a round stroke of 8.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tools" / "scenes.toml"
FOLDER = ROOT / "question_banks" / "pictures" / "scenes"
LIMIT_BYTES = 25_000

_PUT = re.compile(r'<put name="([\w-]+)" at="([-\d.]+ [-\d.]+)"(?: size="([-\d. ]+)")?(?: c="([^"]+)")?/>')
_PEN = re.compile(r'pen="([\d.]+) (#\w+)"')
_STROKE = r'fill="none" stroke="\2" stroke-width="\1" stroke-linecap="round" stroke-linejoin="round"'


def expand(text: str, props: dict[str, str]) -> str:
    """``text`` with every ``<put>`` replaced by the prop it names, to any depth."""

    def placed(found: re.Match[str]) -> str:
        name, at, size, colours = found.groups()
        prop = props[name]
        for number, colour in enumerate((colours or "").split(), start=1):
            prop = prop.replace(f"${number}", colour)
        scale = f" scale({size})" if size else ""
        return f'<g transform="translate({at}){scale}">{expand(prop, props)}</g>'

    return _PUT.sub(placed, text)


def draw(text: str, props: dict[str, str]) -> str:
    """One scene as SVG text."""
    drawn = _PEN.sub(_STROKE, expand(text, props))
    lines = " ".join(drawn.split()).replace("> <", "><")
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 750" width="1000" height="750">{lines}</svg>\n'


def main(folder: Path = FOLDER) -> None:
    """Write every scene of the table into ``folder``."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in table["scene"].items():
        svg = draw(text, table["prop"])
        left = re.search(r"<put|\$\d|pen=", svg)
        if left or len(svg.encode()) > LIMIT_BYTES:
            raise SystemExit(f"{name}: {left and svg[left.start() : left.end() + 60]!r}, {len(svg.encode())} bytes")
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
    print(f"{len(table['scene'])} scenes in {folder}")


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:2]))
