"""Knowledge points of a contest and the units below one: where to teach what."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.contests.analysis.papers import count_papers, read_papers
from quizapp.contests.analysis.weak import WeakPoints, subject_of, weak_points
from quizapp.contests.pool import load_pool
from quizapp.contests.queries import ContestRow
from quizapp.kit.recent import Recent
from quizapp.questions import Question

_recent: Recent[tuple[int, str, int, int, str], WeakPoints] = Recent(64)


def read_topics(session: Session, contest: ContestRow, path: str) -> WeakPoints:
    """Mean shares by knowledge point of everybody below ``path``, and of each unit one level down.

    As in the analysis of questions: each person's first paper. Three statements, one while no paper has come in.
    """
    if contest.pool_hash is None:
        return WeakPoints(unit_ids=(), rows=())
    in_all, fingerprint = count_papers(session, contest.id)
    key = (contest.id, contest.pool_hash, in_all, fingerprint, path)
    known = _recent.get(key)
    if known is None:
        known = _read(session, contest, contest.pool_hash, path, in_all)
        _recent.put(key, known)
    return known


def _read(session: Session, contest: ContestRow, pool_hash: str, path: str, in_all: int) -> WeakPoints:
    pool = load_pool(session, contest.id, pool_hash)
    read = read_papers(session, contest.id, pool.questions, in_all=in_all, first_only=True)
    inside = [at for at, where in enumerate(read.paths) if where.startswith(path)]
    papers, paths = [read.papers[at] for at in inside], [read.paths[at] for at in inside]
    return weak_points(papers, paths, pool.questions, pool.sources, path or contest.unit_path, subject=topic_of)


def topic_of(question: Question, source: str) -> str:
    """The question's knowledge point; without one the law that it stands on."""
    return question.topic or subject_of(question, source)
