"""The catalogues without a request: for files that are made in the background, in the language of who ordered them."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

from quizapp.kit.i18n import Phrase

#: ``say(message, **params)``: a marked message id (or a `Phrase`) in one language.
Say = Callable[..., str]


@lru_cache(maxsize=8)
def _catalogue(locale: str) -> gettext.NullTranslations:
    folder = str(files("quizapp").joinpath("web", "translations"))
    return gettext.translation("messages", folder, [locale], fallback=True)


def speaker(locale: str) -> Say:
    """How to say marked messages in ``locale``; what its catalogue lacks is said in Simplified Chinese."""
    catalogue = _catalogue(locale)

    def say(message: str | Phrase, **params: object) -> str:
        if isinstance(message, Phrase):
            return say(message.message, **{**message.params, **params})
        if not message:
            return ""
        filled = {name: say(part) if isinstance(part, Phrase) else part for name, part in params.items()}
        said = catalogue.gettext(message)
        return said % filled if filled else said

    return say
