"""Item statistics against a worked example, a second implementation, and papers that say nothing."""

from __future__ import annotations

from random import Random
from statistics import correlation, mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.item_statistics import (
    Alarm,
    MarkedPaper,
    Papers,
    exam_figures,
    find_alarms,
    item_figures,
    option_table,
)


def papers_of(rows: list[str]) -> Papers:
    return Papers(MarkedPaper(shares={place: float(mark) for place, mark in enumerate(row)}, picks={}) for row in rows)


WORKED = papers_of(["1110", "1100", "1011", "0000", "1111", "1000"])


def test_items_of_the_worked_example() -> None:
    items = item_figures(WORKED)
    assert [round(item.facility, 4) for item in items] == [0.8333, 0.5, 0.5, 0.3333]
    assert [round(item.discrimination or 0, 4) for item in items] == [53.9360, 30.1511, 70.7107, 44.1726]
    assert [round(item.efficiency or 0, 4) for item in items] == [100, 33.3333, 100, 57.1429]
    assert [round(item.effective_weight or 0, 4) for item in items] == [22.4490, 24.1140, 28.5321, 24.9049]


def test_paper_of_the_worked_example() -> None:
    found = exam_figures(WORKED)
    assert found is not None
    assert (found.mean, found.median) == (pytest.approx(13 / 6), 2.5)
    assert round(found.consistency or 0, 4) == 69.7436
    assert round(found.error_ratio or 0, 4) == 55.0058
    assert round(found.standard_error or 0, 4) == 0.8097
    assert round(found.kr20 or 0, 4) == 0.6974


def test_skewness_and_kurtosis_equal_the_spreadsheet_formulas() -> None:
    totals = [2, 8, 0, 4, 1, 9, 9, 0]
    n, centre, spread = len(totals), mean(totals), stdev(totals)
    cubes, fourths = (sum(((total - centre) / spread) ** power for total in totals) for power in (3, 4))
    skew = n / ((n - 1) * (n - 2)) * cubes
    kurt = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * fourths - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    found = exam_figures(papers_of(["1" * total + "0" * (9 - total) for total in totals]))
    assert found is not None
    assert found.skewness == pytest.approx(skew)
    assert found.kurtosis == pytest.approx(kurt)


def test_partial_marks_have_no_kr20() -> None:
    papers = Papers(MarkedPaper(shares={0: a, 1: b}, picks={}) for a, b in [(0.5, 1), (0, 0), (1, 1), (0.5, 0)])
    found = exam_figures(papers)
    assert found is not None
    assert found.consistency is not None
    assert found.kr20 is None


def test_papers_that_differ_have_items_but_no_consistency() -> None:
    rng = Random(3)
    papers = Papers(
        MarkedPaper(shares={q: float(rng.random() < 0.3 + skill / 200) for q in rng.sample(range(30), 10)}, picks={})
        for skill in range(100)
    )
    found = exam_figures(papers)
    assert found is not None
    assert found.consistency is None
    items = item_figures(papers)
    assert len(items) == 30
    assert all(item.effective_weight is None for item in items)
    assert sum(item.papers for item in items) == 1000
    held = [paper for paper in papers.all if 4 in paper.shares]
    again = correlation([p.shares[4] for p in held], [(sum(p.shares.values()) - p.shares[4]) / 9 for p in held])
    assert items[4].discrimination == pytest.approx(100 * again)


@pytest.mark.parametrize("rows", [[], ["1"], ["11"], ["11", "11"], ["0", "1"], ["10", "10", "10"]])
def test_what_has_no_meaning_is_none(rows: list[str]) -> None:
    papers = papers_of(rows)
    found = exam_figures(papers)
    assert (found is None) == (not rows)
    for item in item_figures(papers):
        assert item.discrimination is None
        assert find_alarms(item) == ()


@given(st.lists(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=5, max_size=5), max_size=40))
def test_every_figure_stays_in_its_range(rows: list[list[float]]) -> None:
    papers = Papers(MarkedPaper(shares=dict(enumerate(row)), picks={}) for row in rows)
    for item in item_figures(papers):
        assert 0 <= item.facility <= 1
        assert item.d27 is None or -1 <= item.d27 <= 1
        for figure in (item.discrimination, item.efficiency):
            assert figure is None or -100.000001 <= figure <= 100.000001 or figure == item.efficiency
        assert item.efficiency is None or item.efficiency <= 100.000001


def picked(total: int, option: int, others: int = 9) -> MarkedPaper:
    marks = {place: float(place <= total) for place in range(1, others + 1)}
    return MarkedPaper(shares={0: float(option == 0), **marks}, picks={0: (option,)})


def test_wrong_key_is_called_out() -> None:
    """The key says A; those who know everything else pick C."""
    papers = Papers([*(picked(9, 2) for _ in range(30)), *(picked(2, int(place % 3 == 0)) for place in range(60))])
    item, options = item_figures(papers)[0], option_table(papers, 0, options=4, correct=(0,))
    assert (options[2].upper, options[0].upper) == (1.0, 0.0)
    assert find_alarms(item, options)[:2] == (Alarm.WRONG_KEY, Alarm.NEGATIVE)


def test_sound_question_raises_nothing() -> None:
    papers = Papers([*(picked(9, 0) for _ in range(40)), *(picked(2, place % 4) for place in range(60))])
    item, options = item_figures(papers)[0], option_table(papers, 0, options=4, correct=(0,))
    assert find_alarms(item, options) == ()
    assert [each.is_right for each in options] == [True, False, False, False]
    assert (item.d27 or 0) > 0.4


def test_few_papers_raise_nothing() -> None:
    papers = Papers([*(picked(9, 2) for _ in range(9)), *(picked(2, 0) for _ in range(20))])
    assert find_alarms(item_figures(papers)[0], option_table(papers, 0, options=4, correct=(0,))) == ()


@pytest.mark.parametrize(("right", "alarm"), [(100, Alarm.TOO_EASY), (10, Alarm.TOO_HARD)])
def test_hard_and_easy_are_named(right: int, alarm: Alarm) -> None:
    papers = Papers(picked(place % 10, 0 if place >= 100 - right else 1 + place % 3) for place in range(100))
    assert alarm in find_alarms(item_figures(papers)[0], option_table(papers, 0, options=4, correct=(0,)))
