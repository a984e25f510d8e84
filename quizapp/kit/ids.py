"""Random names for things: long ones nobody can guess, short ones people can read aloud."""

from __future__ import annotations

import secrets

#: No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: what people confuse on paper or by ear.
READABLE = "34679ACDEFGHJKMNPQRTWXY"
_UNGUESSABLE = b"abcdefghijkmnpqrstuvwxyz23456789"
#: Every byte by its lowest five bits: each of the 32 letters stands for eight bytes, so that none is likelier.
_LETTER_OF = bytes(_UNGUESSABLE[byte % 32] for byte in range(256))


def new_token(characters: int = 26) -> str:
    """An unguessable name, 5 bits a character (26 = 130 bits), safe in URLs and cookies."""
    return secrets.token_bytes(characters).translate(_LETTER_OF).decode()


def new_short_code(characters: int = 6) -> str:
    """A code for posters and typing by hand, 4.5 bits a character; guessing it is met by rate limits."""
    return "".join(secrets.choice(READABLE) for _ in range(characters))


def tidy_short_code(typed: str) -> str:
    """What a person meant when typing a code: upper case, without spaces and dashes."""
    return "".join(typed.split()).replace("-", "").upper()
