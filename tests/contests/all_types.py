"""A contest with one question of every type, pictures and a sound, for tests of what phones show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from quizapp.banks import BankQuestion, QuestionBank
from quizapp.contests import Attempt, Contest, ContestQuestion, create_contest, publish_contest
from quizapp.db import Store
from quizapp.media import keep_trusted, store_media
from quizapp.questions import (
    Atom,
    Blank,
    Issued,
    Media,
    Question,
    Region,
    content_hash,
    decode_question,
    dump_question,
    find_type,
)
from tests.contests.makers import make_campaign, make_settings
from tests.media.files import sound
from tests.support.cast import Cast

SCENE = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 750"><rect width="1000" height="750" fill="#eef3f1"/>
<rect y="560" width="1000" height="190" fill="#d9d2c3"/><rect x="90" y="330" width="260" height="230" fill="#8d99a0"/>
<circle cx="220" cy="380" r="40" fill="#c33"/><rect x="600" y="420" width="260" height="140" fill="#b98a52"/>
<rect x="420" y="80" width="200" height="150" fill="#fff" stroke="#789" stroke-width="8"/></svg>"""
#: What only a key says; none of it may reach a phone before submission.
SECRETS = ("canaryaccepted", "canaryregion", "canaryexplained", "canarypart", "123.25")


def drawn(colour: str, shape: str) -> bytes:
    """A sign of 200 x 200."""
    picture = Image.new("RGB", (200, 200), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 20, 180, 180), outline=colour, width=16) if shape == "round" else pen.polygon([(100, 20), (180, 170), (20, 170)], outline=colour, width=12)  # fmt: skip
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def make_questions(session: Session, now: datetime) -> list[Question]:
    """One of each type, with pictures stored; every secret says canary."""
    kept = {name: store_media(session, "picture", drawn(*look), now=now, quota_bytes=10**9).name
            for name, look in {"ban": ("red", "round"), "warn": ("orange", "three"), "order": ("blue", "round"), "green": ("green", "three")}.items()}  # fmt: skip
    scene = keep_trusted(session, {"scene.svg": SCENE}, now=now)["scene.svg"]
    tone = store_media(session, "audio", sound(), now=now, quota_bytes=10**9).name
    signs = tuple(Media(file=kept[name], alt=alt, width=200, height=200) for name, alt in
                  (("ban", "红色圆圈"), ("warn", "橙色三角"), ("order", "蓝色圆圈"), ("green", "绿色三角")))  # fmt: skip
    explained = {"explanation": "canaryexplained：先确认自身安全。"}
    return [
        Question(type="single", key="t-1", stem="下面哪一个是禁止标志？", options=("红圈", "", "", ""), correct=(0,), option_media=signs, **explained),
        Question(type="multiple", key="t-2", stem="听录音，哪些做法是对的？", options=("先断电再救人", "用湿布去拉人", "用干木棍挑开电线", "立刻拨打 120"),
                 correct=(0, 2, 3), media=(Media(kind="audio", file=tone, alt="一段求助电话"),), **explained),
        Question(type="true_false", key="t-3", stem="图中的标志表示警告。", options=("正确", "错误"), correct=(0,), media=(signs[1],), **explained),
        Question(type="fill_in", key="t-4", stem="发现火情应当立即拨打____报警，疏散通道的宽度不得小于____米。",
                 blanks=(Blank(accepted=("119", "canaryaccepted")), Blank(number=123.25, tolerance=0.1)), **explained),
        Question(type="matching", key="t-5", stem="把颜色和含义连起来。", prompts=("红色", "黄色", "蓝色"),
                 options=("禁止、停止", "提醒注意", "必须遵守的规定", "提示安全状况、通行方向和疏散路线"), correct=(0, 1, 2), **explained),
        Question(type="ordering", key="t-6", stem="按先后排出使用干粉灭火器的步骤。", options=("提起灭火器", "拔下保险销", "握住喷管对准火焰根部", "压下压把喷射"),
                 correct=(0, 1, 2, 3), **explained),
        Question(type="hotspot", key="t-7", stem="在这间厨房里找出隐患。", media=(Media(file=scene.name, alt="一间厨房，有灶台、窗户和木箱", width=1000, height=750),),
                 regions=(Region(label="canaryregion 灶台上的明火无人看管", shape="circle", coords=(220, 380, 80)),
                          Region(label="canaryregion 木箱挡住出口", shape="rect", coords=(600, 420, 860, 560))), **explained),
        Question(type="case", key="t-8", stem="某天下午，红星村的仓库里堆满了纸箱。\n电工赵师傅没有断电就更换灯具，旁边的人在抽烟。", parts=(
            Question(type="single", stem="赵师傅首先应当做什么？", options=("断电并挂牌", "戴上手套", "找人扶梯子"), correct=(0,), explanation="canarypart 先断电。"),
            Question(type="multiple", stem="现场还有哪些隐患？", options=("有人抽烟", "堆满纸箱", "下午作业"), correct=(0, 1), explanation="canarypart"),
            Question(type="true_false", stem="仓库里可以抽烟。", options=("正确", "错误"), correct=(1,), explanation="canarypart")), **explained),
    ]  # fmt: skip


def make_typed_contest(session: Session, cast: Cast, now: datetime, **changes: Any) -> Contest:
    """A published contest of 东明镇 with one question of each type, ten points each."""
    campaign = make_campaign(session, cast, now)
    bank = {"key": "typed", "title": "各种题型", "summary": "", "created_at": now, "updated_at": now}
    bank_id = session.execute(insert(QuestionBank).values(bank).returning(QuestionBank.id)).scalar_one()
    questions = make_questions(session, now)
    session.execute(insert(BankQuestion), [
        {"bank_id": bank_id, "key": each.key, "version": 1, "content_hash": content_hash(each), "type": each.type, "stem": each.stem,
         "content": dump_question(each), "topic": "", "source": "", "difficulty": "medium", "created_at": now} for each in questions
    ])  # fmt: skip
    settings = make_settings(now, bank_id, **({"question_count": len(questions), "preset": "net"} | changes))
    contest = create_contest(
        session, settings, campaign_id=campaign.id, unit_id=cast.town.id, actor=cast.alice.actor, now=now
    )
    publish_contest(session, contest.id, actor=cast.alice.actor, now=now, rng=Random(7))
    return contest


def papers(store: Store, token: str) -> list[tuple[int, Question, Sequence[int]]]:
    """Number, question and option order of each place of the paper."""
    with store.read() as session:
        issued = session.scalar(select(Attempt.issued).where(Attempt.token == token)) or []
        pool = {row.place: decode_question(row.content) for row in session.execute(select(ContestQuestion.place, ContestQuestion.content))}  # fmt: skip
    found = [Issued(question_index=place, option_order=tuple(order)) for place, order in issued]
    return [(number, pool[at.question_index], at.option_order) for number, at in enumerate(found, start=1)]


def right_sheet(store: Store, token: str) -> dict[str, list[Atom]]:
    """The sheet that earns everything, by question number."""
    return {
        str(number): list(find_type(question.type).right_answer(question, order))
        for number, question, order in papers(store, token)
    }


def number_of(store: Store, token: str, kind: str) -> int:
    """Where on the paper the question of this type stands."""
    return next(number for number, question, _ in papers(store, token) if question.type == kind)
