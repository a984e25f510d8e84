"""Draw the signs of question_banks/pictures/signs from tools/signs.toml.

    python tools/draw_signs.py [FOLDER]

The table holds pictograms in a square of 100 units; a sign is a frame (the shape and colours of its kind) with one
pictogram in it. Short words stand for long attributes: ``line6`` is a stroke of 6 in the frame's ink, ``cut`` a fill
and ``cutline4`` a stroke in the frame's ground colour; ``<put .../>`` places another pictogram. A sign's ``size``
draws its pictogram smaller, so that it stays clear of the border.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tools" / "signs.toml"
FOLDER = ROOT / "question_banks" / "pictures" / "signs"
RED, YELLOW, BLUE, GREEN, BLACK, WHITE = "#c8161d", "#ffd400", "#0b4ea2", "#00853f", "#111", "#fff"
LIMIT_BYTES = 4096

_PUT = re.compile(r'<put name="([\w-]+)" at="([-\d.]+) ([-\d.]+)" size="([\d.]+)"/>')
_WORD = re.compile(r" (line|cutline|cut)([\d.]*)(?=[ /])")


@dataclass(frozen=True)
class Frame:
    """Shape and colours of one kind of sign, and where its pictogram goes."""

    under: str
    ink: str
    ground: str
    #: Left edge, upper edge and width of the pictogram's square.
    box: tuple[float, float, float]
    over: str = ""
    #: The height, from 0 (top) to 1 (foot), at which a smaller pictogram stays where it is.
    rest: float = 0.5


def _ring(colour: str, ground: str) -> str:
    return f'<circle cx="100" cy="100" r="85" fill="{ground}" stroke="{colour}" stroke-width="20"/>'


def _triangle(fill: str, stroke: str) -> str:
    return (
        f'<path d="M100 22L185 170H15Z" fill="{fill}" stroke="{stroke}" stroke-width="14" '
        f'stroke-linejoin="round"/><path d="M100 9.5L196 176.5H4Z" fill="none" stroke="{fill}" stroke-width="5" '
        'stroke-linejoin="round"/>'
    )


def _square(colour: str) -> str:
    return f'<rect x="5" y="5" width="190" height="190" rx="12" fill="{colour}"/>'


_SLASH = f'<path d="M41 41L159 159" stroke="{RED}" stroke-width="16"/>'
_OCTAGON = "M62 8H138L192 62V138L138 192H62L8 138V62Z"
_DIAMOND = f'<path d="M100 10L190 100L100 190L10 100Z" fill="{WHITE}" stroke="{RED}" stroke-width="11"/>'
_YIELD = f'<path d="M100 182L14 34H186Z" fill="{WHITE}" stroke="{RED}" stroke-width="22" stroke-linejoin="round"/>'
_DISC = '<circle cx="100" cy="100" r="95" fill="{}"/>'
FRAMES = {
    "prohibition": Frame(_ring(RED, WHITE), BLACK, WHITE, (46, 46, 108), _SLASH),
    "warning": Frame(_triangle(YELLOW, BLACK), BLACK, YELLOW, (57, 74, 86), rest=1),
    "mandatory": Frame(_DISC.format(BLUE), WHITE, BLUE, (38, 38, 124)),
    "safe": Frame(_square(GREEN), WHITE, GREEN, (25, 25, 150)),
    "fire": Frame(_square(RED), WHITE, RED, (25, 25, 150)),
    "ghs": Frame(_DIAMOND, BLACK, WHITE, (51, 51, 98)),
    "octagon": Frame(f'<path d="{_OCTAGON}" fill="{RED}"/>', WHITE, RED, (40, 40, 120)),
    "yield": Frame(_YIELD, BLACK, WHITE, (67, 46, 66)),
    "limit": Frame(_ring(RED, WHITE), BLACK, WHITE, (46, 46, 108)),
    "no-entry": Frame(_DISC.format(RED), WHITE, RED, (38, 38, 124)),
    "no-stopping": Frame(
        _ring(RED, BLUE),
        WHITE,
        BLUE,
        (46, 46, 108),
        f'{_SLASH}<path d="M159 41L41 159" stroke="{RED}" stroke-width="16"/>',
    ),
    "info": Frame(_square(BLUE), WHITE, BLUE, (20, 20, 160)),
}


def _attributes(frame: Frame, word: str, number: str) -> str:
    if word == "cut":
        return f' fill="{frame.ground}"'
    colour = frame.ink if word == "line" else frame.ground
    return f' fill="none" stroke="{colour}" stroke-width="{number}"'


def _expand(pictogram: str, pictograms: dict[str, str]) -> str:
    """The pictogram with every ``<put>`` replaced by what it names."""

    def placed(found: re.Match[str]) -> str:
        name, x, y, size = found.groups()
        return f'<g transform="translate({x} {y}) scale({size})">{_expand(pictograms[name], pictograms)}</g>'

    return _PUT.sub(placed, " ".join(pictogram.split()).replace("> <", "><"))


def draw(frame: Frame, pictogram: str, pictograms: dict[str, str], size: float = 1) -> str:
    """One sign as SVG text."""
    x, y, width = frame.box
    inner = _WORD.sub(lambda m: _attributes(frame, m[1], m[2]), _expand(pictogram, pictograms))
    spare = width * (1 - size)
    place = f"translate({x + spare / 2:g} {y + spare * frame.rest:g}) scale({width * size / 100:g})"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">'
        f'{frame.under}<g transform="{place}" fill="{frame.ink}" stroke-linecap="round" stroke-linejoin="round">'
        f"{inner}</g>{frame.over}</svg>\n"
    )


def main(folder: Path = FOLDER) -> None:
    """Write every sign of the table into ``folder``."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    pictograms: dict[str, str] = table["pictogram"]
    folder.mkdir(parents=True, exist_ok=True)
    for sign in table["sign"]:
        text = draw(FRAMES[sign["frame"]], pictograms[sign["pictogram"]], pictograms, sign.get("size", 1))
        if len(text.encode()) > LIMIT_BYTES:
            raise SystemExit(f"{sign['name']}: {len(text.encode())} bytes")
        (folder / f"{sign['name']}.svg").write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(table['sign'])} signs in {folder}")


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:2]))
