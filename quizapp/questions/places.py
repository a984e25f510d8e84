"""Options and explanations that point at places: shuffling would change what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Options that only make sense in the author's order: 以上都对, A和B, 前两项. Not 三人以上, and not ①②, which point
#: into the stem.
_REFERS_TO_PLACES = re.compile(
    r"^\s*(?:以上|上述|前述|前面|前[一二两三四五六]项)|以上(?:[都均全皆]|说法|选项|答案)|[都均皆]不?[对是选]$|全部(?:都|选|正确|错误)|"
    r"(?<![A-Za-z])[A-HＡ-Ｈ]{1,6}\s*(?:[和与及或、,，/+]\s*[A-HＡ-Ｈ])+(?![A-Za-z])|"
    r"^\s*[A-HＡ-Ｈ]{2,6}\s*(?:[都均皆]|$)"
)
#: Explanations that speak of letters would speak of the wrong ones after a shuffle.
_LETTER_IN_EXPLANATION = re.compile(
    r"(?:故?选|应为|答案[是为]?[:：]?|选项)\s*[A-HＡ-Ｈ]{1,6}(?![A-Za-zＡ-Ｚ0-9类级])|"
    r"(?<![A-Za-z0-9Ａ-Ｚ])[A-HＡ-Ｈ]\s*(?:选?项|[错对]|[不]?正确|错误)"
)


def points_at_places(options: Iterable[str], explanation: str) -> bool:
    """Whether an option or the explanation speaks of letters or places of options."""
    return (
        any(_REFERS_TO_PLACES.search(option) for option in options)
        or _LETTER_IN_EXPLANATION.search(explanation) is not None
    )
