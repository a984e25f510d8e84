"""Who is drawn, and what may be said about it. Pure: anybody can recompute a sample from the seed and the pool."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from enum import StrEnum


class Outcome(StrEnum):
    """What a call brought."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    #: Reached, but he does not remember or does not want to say.
    UNSURE = "unsure"
    UNREACHED = "unreached"

    @property
    def is_reached(self) -> bool:
        """Whether somebody answered."""
        return self is not Outcome.UNREACHED


def commitment_of(seed: str) -> str:
    """SHA-256 (hex) of a seed: shown before the draw."""
    return hashlib.sha256(seed.encode()).hexdigest()


def pool_hash(pool: Mapping[int, Collection[int]]) -> str:
    """Fingerprint (hex) of who was in the pool: unit and person numbers in order."""
    lines = (f"{unit}:{','.join(str(person) for person in sorted(pool[unit]))}" for unit in sorted(pool))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def choose(pool: Mapping[int, Collection[int]], seed: str, per_mille: int) -> list[tuple[int, int]]:
    """(unit, person) of the sample: of each unit its share, rounded up, so at least one; nobody twice.

    Within a unit people stand in the order of HMAC-SHA256(seed, person number), and the first are taken. Units with few
    people choose first (then by number): one whose only person is counted elsewhere too still has him to answer for it.
    """
    key, taken = seed.encode(), set[int]()
    chosen: list[tuple[int, int]] = []
    for unit in sorted(pool, key=lambda unit: (len(pool[unit]), unit)):
        people = sorted(pool[unit], key=lambda person: (hmac.digest(key, str(person).encode(), "sha256"), person))
        share = -(-len(people) * per_mille // 1000)
        mine = [person for person in people if person not in taken][:share]
        taken.update(mine)
        chosen += [(unit, person) for person in mine]
    return sorted(chosen, key=lambda each: each[0])
