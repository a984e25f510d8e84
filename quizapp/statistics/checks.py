"""Plausibility: a report against the rules of its form (`quizapp.statistics.rules` is their language)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizapp.kit.i18n import Phrase
from quizapp.statistics.form import CheckRule
from quizapp.statistics.report import Provenance, Report
from quizapp.statistics.rule_words import read_rule
from quizapp.statistics.rules import CELL_WORDS, NotApplicable, holds, instances, names_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that does not hold. ``severity`` is error, warn or needs_reason; ``keys`` are the cells to look at."""

    severity: str
    rule: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    #: What the form's file says about the rule.
    note: str = ""
    #: For a figure that fell: what it was before.
    previous: int | None = None

    @property
    def words(self) -> Phrase:
        """The rule as a sentence with the names of its cells."""
        return read_rule(self.rule, dict(zip(self.keys, self.labels, strict=True)))


def run_checks(report: Report, *, previous: Mapping[str, int] | None = None) -> list[Finding]:
    """Findings in the order of the form's rules.

    ``previous`` are the cumulative figures of the last reporting week (`quizapp.statistics.previous_figures`); rules
    about them say nothing where it has none. A rule with severity ``needs_reason`` names the case that is due a reason.
    """
    return [finding for rule in report.form.checks for finding in _findings(rule, report, previous or {})]


def _findings(rule: CheckRule, report: Report, previous: Mapping[str, int]) -> Iterator[Finding]:
    for text in instances(rule.rule, report.form.by_key):
        for values in _cases(text, report, previous):
            if not _is_broken(text, values, rule.severity):
                continue
            keys = tuple(key for key in report.form.by_key if key in values)
            yield Finding(
                severity=rule.severity, rule=text, keys=keys, note=rule.note,
                labels=tuple(report.form.by_key[key].label for key in keys),
                previous=previous.get(keys[0]) if "previous_cumulative_value" in text else None,
            )  # fmt: skip


def _is_broken(text: str, values: Mapping[str, float | None], severity: str) -> bool:
    try:
        return holds(text, values) is (severity == "needs_reason")
    except NotApplicable:
        return False


def _cases(text: str, report: Report, previous: Mapping[str, int]) -> Iterator[dict[str, float | None]]:
    """The values a rule looks at: one set, or one for each cell when it speaks of cells."""
    names = names_in(text)
    if not names & CELL_WORDS:
        yield {name: report.number(name) for name in names}
        return
    for key, cell in report.cells.items():
        if not cell.field.is_number:
            continue
        typed = report.number(key) if cell.provenance is Provenance.TYPED and not cell.reason else None
        yield {
            key: report.number(key),
            "value": report.number(key),
            "previous_cumulative_value": previous.get(key),
            "manual_value": typed,
            "derived_value": cell.derived,
        }
