"""What stands between a sheet and its filing. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from quizapp.filings.snapshot import KeptFinding
from quizapp.kit.i18n import N_, Phrase
from quizapp.kit.text import clean_line
from quizapp.statistics import Cell, Finding, Form, Need, Provenance, Report, say_rule

_NEGATIVE = N_("本期数字是负的：说明以前各期有更正")
_TWICE = N_("上期人工填报过，现在台账又补报了：可能重复")
#: Rules of a series of reports, which no form has.
_OWN_RULES = {"value >= 0": _NEGATIVE, "late == 0": _TWICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to do before filing; ``key`` is the field or the finding it is about."""

    #: answer | confirm | error | explain | nil
    kind: str
    key: str
    text: Phrase


def finding_id(finding: Finding) -> str:
    """A short name of a finding that stays the same while it stands."""
    return sha256(f"{finding.rule}|{','.join(finding.keys)}".encode()).hexdigest()[:12]


def is_blocking(finding: Finding, report: Report) -> bool:
    """Whether nothing but another figure helps.

    A cumulative figure that fell is explained by the ledger's own corrections, unless it was typed.
    """
    if finding.severity != "error":
        return False
    fell = finding.previous is not None
    return not fell or any(report.cells[key].provenance is Provenance.TYPED for key in finding.keys)


def find_problems(
    report: Report, findings: Sequence[Finding], explanations: Mapping[str, str], *, is_nil: bool
) -> list[Problem]:
    """Everything that is missing, in the order of the form: answers, confirmations, contradictions, explanations."""
    if is_nil:
        return [_not_nil(cell) for cell in report.cells.values() if cell.field.is_number and cell.value]
    waiting = [_waiting(cell) for cell in report.waiting()]
    wrong = [_wrong(each) for each in findings if is_blocking(each, report)]
    silent = [
        _unexplained(each)
        for each in findings
        if not is_blocking(each, report) and not clean_line(explanations.get(finding_id(each), ""), limit=300)
    ]
    return [*waiting, *wrong, *silent]


def _not_nil(cell: Cell) -> Problem:
    text = Phrase(N_("“%(label)s”有 %(value)s，不能零报告"), label=cell.field.label, value=cell.value)
    return Problem(kind="nil", key=cell.field.key, text=text)


def _waiting(cell: Cell) -> Problem:
    label = cell.field.label
    if cell.need is Need.ANSWER:
        return Problem(kind="answer", key=cell.field.key, text=Phrase(N_("“%(label)s”还没有填"), label=label))
    return Problem(kind="confirm", key=cell.field.key, text=Phrase(N_("“%(label)s”还没有确认"), label=label))


def _wrong(finding: Finding) -> Problem:
    text = Phrase(N_("“%(labels)s”自相矛盾（%(rule)s）"), labels="、".join(finding.labels), rule=_reason(finding))
    return Problem(kind="error", key=finding_id(finding), text=text)


def _reason(finding: Finding) -> Phrase:
    return Phrase(finding.note) if finding.note else finding.words


def _unexplained(finding: Finding) -> Problem:
    text = Phrase(N_("“%(labels)s”请写一句说明"), labels="、".join(finding.labels))
    return Problem(kind="explain", key=finding_id(finding), text=text)


def own_findings(report: Report, typed_last: Mapping[str, int]) -> list[Finding]:
    """What only a series of reports can show: figures below zero, and typed ones that the ledger now brings again.

    ``typed_last``: field -> what the unit's last filed week had beside the ledger.
    """
    found = []
    for key, cell in report.cells.items():
        if not cell.field.is_number or not isinstance(cell.value, int):
            continue
        if cell.value < 0:
            found.append(_finding(cell, "value >= 0"))
        if cell.late > 0 and typed_last.get(key, 0) > 0:
            found.append(_finding(cell, "late == 0"))
    return found


def _finding(cell: Cell, rule: str) -> Finding:
    note = _OWN_RULES[rule]
    return Finding(severity="warn", rule=rule, keys=(cell.field.key,), labels=(cell.field.label,), note=note)


def say_kept(finding: KeptFinding, form: Form) -> Phrase:
    """Why a filed report asked for an explanation, as a sentence."""
    own = _OWN_RULES.get(finding.rule)
    return Phrase(own) if own else say_rule(finding.rule, form)


def keep_findings(findings: Sequence[Finding], explanations: Mapping[str, str]) -> tuple[KeptFinding, ...]:
    """The findings with what was said about them."""
    return tuple(
        KeptFinding(
            severity=each.severity, rule=each.rule, labels=each.labels,
            explanation=clean_line(explanations.get(finding_id(each), ""), limit=300),
        )
        for each in findings
    )  # fmt: skip
