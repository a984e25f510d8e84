"""Who watches how the installation runs: told of requests, commits and refusals; by default nobody listens.

Names that are told are names from the code (routes, scopes of limits, jobs), never what people sent.
"""

from __future__ import annotations


class Watch:
    """Hears and forgets. What measures overrides it; every method is called from many threads at once."""

    __slots__ = ()

    def answered(self, route: str, status: int, seconds: float) -> None:
        """A request was answered; ``route`` is empty where no page stands."""

    def refused(self, scope: str) -> None:
        """A limit was used up."""

    def committed(self, transactions: int, seconds: float) -> None:
        """So many transactions became durable with one commit that took ``seconds``."""

    def worked(self, job: str, *, is_well: bool) -> None:
        """A job of the housekeeping came to its end."""


#: Nobody listens.
UNWATCHED = Watch()
