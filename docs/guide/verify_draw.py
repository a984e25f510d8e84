"""Recompute a prize draw: python verify_draw.py pool.txt SEED "PUBLIC NUMBER" HOW_MANY

Prints the pool's fingerprint, the seed's fingerprint and the winning tickets in order. Needs nothing but Python 3.
"""

# ruff: noqa: T201
import hashlib
import hmac
import sys
from pathlib import Path

pool_name, seed, public_number, how_many = sys.argv[1:5]
pool = Path(pool_name).read_bytes()
final = hashlib.sha256(f"{seed}\n{public_number}".encode()).hexdigest().encode()


def order(ticket: str) -> bytes:
    return hmac.new(final, ticket.encode(), hashlib.sha256).digest()


print("pool", hashlib.sha256(pool).hexdigest())
print("seed", hashlib.sha256(seed.encode()).hexdigest())
print(*sorted(pool.decode().split(), key=order)[: int(how_many)], sep="\n")
