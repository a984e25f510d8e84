"""What went wrong in a session and what was made of it: the last parts of its record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizapp.archives.dossier import Dossier
from quizapp.archives.words import score
from quizapp.drills import STATE_LABELS, State
from quizapp.exports import Block, Paragraph
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say


def exceptions_of(dossier: Dossier, say: Say) -> Iterator[Block]:
    """What was not as planned, a line each; one line when all was."""
    said = [*_muster_exceptions(dossier, say), *_door_exceptions(dossier, say)]
    for text in said or [say(N_("没有异常。"))]:
        yield Paragraph(value=text)


def _muster_exceptions(dossier: Dossier, say: Say) -> Iterator[str]:
    board = dossier.board
    if board is None:
        return
    for state in (State.MISSING, State.NEEDS_HELP, State.EXPECTED, State.EXEMPT):
        names = [person.name or say(N_("（已删除）")) for person in board.named(state)]
        if names:
            yield f"{say(STATE_LABELS[state])}（{len(names)}）：{_listed(names)}"
    misplaced = [f"{person.name}（{person.wrong_point}）" for person in board.misplaced]
    if misplaced:
        yield say(N_("走到别的集合点，安全：%(names)s"), names=_listed(misplaced))
    if board.contested:
        yield say(N_("说法不一，尚待核实：%(names)s"), names=_listed([person.name for person in board.contested]))
    if board.extra:
        yield say(N_("不在名单上而到场的 %(n)s 人"), n=len(board.extra))
    if board.total.outstanding:
        yield say(N_("到生成档案时没有着落的 %(n)s 人"), n=board.total.outstanding)


def _door_exceptions(dossier: Dossier, say: Say) -> Iterator[str]:
    if dossier.facts.cancelled_at is not None:
        yield say(N_("这一场已取消，不计入统计"))
    if dossier.door.refused:
        yield say(N_("扫码未成功 %(n)s 次，都留有记录"), n=dossier.door.refused)
    late = [line for line in dossier.arrivals if line.reason]
    if late:
        yield say(N_("签到时间以外补登 %(n)s 人，都写有原因"), n=len(late))
    for returned in (each for found in dossier.returns.values() for each in found):
        if returned.signed != returned.declared:
            yield say(
                N_("纸表写实到 %(declared)s 人，补录 %(signed)s 人：%(reason)s"),
                declared=returned.declared,
                signed=returned.signed,
                reason=returned.difference_reason,
            )


def _listed(names: Sequence[str], most: int = 60) -> str:
    return "、".join(names[:most]) + ("……" if len(names) > most else "")


def judged_of(dossier: Dossier, say: Say) -> Iterator[Block]:
    """What evaluators concluded, and how far the improvements are."""
    standing = [view for view in dossier.evaluations if view.counts]
    if not standing:
        yield Paragraph(value=say(N_("没有完成的评估。")))
    for view in standing:
        yield Paragraph(
            value=say(
                N_("%(sheet)s：%(word)s，%(score)s 分（评估人：%(names)s）"),
                sheet=view.criteria.title,
                word=view.conclusion,
                score=score(view.result.percent),
                names=view.names,
            )
        )
    items = [item for item in dossier.improvements if item.row.state != "withdrawn"]
    settled = sum(item.row.state == "verified" for item in items)
    yield Paragraph(value=say(N_("整改项 %(n)s 项，已销号 %(settled)s 项。"), n=len(items), settled=settled))
