"""Questions that ask the same are found; figures, permissions and directions keep others apart."""

from __future__ import annotations

import time
from random import Random

import pytest

from quizapp.banks import load_shipped_banks, shipped_index
from quizapp.banks.differences import compare, mark
from quizapp.banks.likeness import find_alike
from quizapp.questions import Question


def said(stem: str, is_true: bool = True) -> Question:
    return Question(type="true_false", stem=stem, options=("正确", "错误"), correct=(0 if is_true else 1,))


def asked(stem: str, *options: str, right: int = 0) -> Question:
    return Question(type="single", stem=stem, options=options, correct=(right,))


ALIKE = [
    (asked("发现火灾应当拨打什么电话？", "119", "110", "120"), asked("发现火情应拨打哪个电话", "110", "119", "120", right=1)),
    (said("楼道里可以给电动自行车充电"), said("楼道里可以给电动车充电。")),
    (said("发生火灾时应当立即拨打119报警"), said("发生火灾时，应立即拨打119报警电话")),
    (asked("下列哪项属于特种作业？", "焊接", "打字", "扫地"), asked("以下哪一项属于特种作业", "焊接", "写字", "扫地")),
    (asked("油锅起火怎么办？", "盖锅盖", "泼水", "等待"), asked("油锅着火，怎样做？", "泼水", "盖锅盖", "等着", right=1)),
]  # fmt: skip
APART = [
    (said("造成3人死亡的是较大事故"), said("造成10人死亡的是较大事故")),
    (said("造成三人死亡的是较大事故"), said("造成十人死亡的是较大事故")),
    (said("员工不得擅自拆除安全装置"), said("员工应当擅自拆除安全装置")),
    (said("员工可以拆除安全装置"), said("员工不可以拆除安全装置")),
    (said("楼梯间不得堆放杂物"), said("阳台上不得堆放杂物")),
    (said("受限空间作业前应当先通风"), said("受限空间作业后应当先通风")),
    (said("粉尘浓度低于爆炸下限时不会爆炸"), said("粉尘浓度高于爆炸上限时不会爆炸")),
    (said("从业人员20人以上的企业应设专职安全员"), said("从业人员20人以下的企业应设专职安全员")),
    (said("甲类仓库可以存放乙类物品"), said("乙类仓库可以存放甲类物品")),
    (said("调查组应当在六十日内提交报告"), said("调查组应当在三十日内提交报告")),
    (said("楼道里可以给电动自行车充电"), said("楼道里可以给电动自行车充电", is_true=False)),
    (asked("下列属于特种作业的是", "焊接", "打字"), asked("下列不属于特种作业的是", "打字", "焊接")),
    (asked("事故应在几小时内上报", "1小时", "2小时"), asked("事故应在几小时内上报", "1小时", "2小时", right=1)),
    (asked("干粉灭火器适合扑救哪类火灾", "A类", "B类", "E类", right=2), asked("泡沫灭火器适合扑救哪类火灾", "A类", "B类", "E类")),
    (asked("造成三人死亡的是什么事故？", "较大", "重大"), asked("造成三十人死亡的是什么事故？", "较大", "重大")),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_the_same_in_other_words_is_found(one: Question, other: Question) -> None:
    [pair] = find_alike([one, other])
    assert (pair.first, pair.second) == (0, 1)
    assert pair.percent >= 80
    assert [(each.first, each.second) for each in find_alike([one], [other])] == [(0, 1)]


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_differs_in_a_figure_a_permission_or_the_answer_is_kept_apart(one: Question, other: Question) -> None:
    assert list(find_alike([one, other])) == []


def test_others_are_not_compared_among_themselves() -> None:
    question = said("楼道里可以给电动车充电")
    assert list(find_alike([said("灭火器要每月检查")], [question, question])) == []


def test_the_shipped_banks_ask_nothing_twice() -> None:
    questions = [question for bank in load_shipped_banks() for question in bank.questions]
    pairs = [(questions[each.first].key, questions[each.second].key) for each in find_alike(questions)]
    assert pairs == []


def test_ten_thousand_against_ten_thousand_stay_linear() -> None:
    """Four times as much work may not take sixteen times as long; one hundred million comparisons would."""
    stems = [question.stem for bank in load_shipped_banks() for question in bank.questions]
    rng = Random(7)

    def made(count: int) -> list[Question]:
        halves = ((rng.choice(stems), rng.choice(stems)) for _ in range(count))
        return [asked(f"{one[: len(one) // 2]}{other[len(other) // 2 :]}", "甲", "乙") for one, other in halves]

    def seconds(count: int) -> float:
        ours, theirs = made(count), made(count)
        start = time.process_time()
        list(find_alike(ours, theirs))
        return time.process_time() - start

    assert any(seconds(10_000) < 10 * max(seconds(2_500), 0.2) for _ in range(20))  # once is proof


def test_ten_thousand_times_the_same_question_is_one_chain() -> None:
    pairs = list(find_alike([asked("同样的题目问什么？", "甲", "乙")] * 10_000))
    assert len(pairs) == 9_999
    assert {each.first for each in pairs} == {0}


def test_differences_are_marked_on_both_sides() -> None:
    one, other = mark("不得超过3人", "应当超过10人")
    assert "".join(piece.text for piece in one) == "不得超过3人"
    assert [piece.text for piece in one if piece.is_other] == ["不得", "3"]
    assert [piece.text for piece in other if piece.is_other] == ["应当", "10"]
    assert all(not piece.is_other for side in mark("一样", "一样") for piece in side)


def test_fields_that_nobody_filled_are_not_compared() -> None:
    fields = {each.field: each.is_same for each in compare(*ALIKE[0], shipped_index())}
    assert fields == {"stem": False, "type": True, "options": False, "difficulty": True}
