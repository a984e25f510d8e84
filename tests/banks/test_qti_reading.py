from __future__ import annotations

import re

import pytest

from quizapp.banks import BankReading
from quizapp.questions import Blank, Region
from tests.banks.qti_files import choice, declared, item, packed
from tests.banks.reading import brief, codes, only, read
from tests.banks.strategies import PIXEL


def as_version_3(text: str) -> str:
    """The item in the names of 3.0."""

    def kebab(name: str) -> str:
        return re.sub(r"([A-Z])", lambda found: "-" + found[1].lower(), name)

    text = re.sub(r' (\w+)="', lambda found: f' {kebab(found[1])}="', text)
    html = {"p", "div", "img", "br", "object", "b", "span"}
    return re.sub(
        r"(</?)(\w+)", lambda f: f[1] + (f[2] if f[2] in html else f"qti-{kebab(f[2])}"), text
    )  # fmt: skip


ITEM = item(f"<p>火警<b>电话</b>\n  是？</p>{choice('110', '<p>119</p>', '120')}", declared("B"))


@pytest.mark.parametrize("text", [ITEM, as_version_3(ITEM)], ids=["2.1", "3.0"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_it_works(text: str, is_packed: bool) -> None:
    reading = read(packed({"items/a.xml": text}) if is_packed else f'<?xml version="1.0" encoding="utf-8"?>\n{text}')
    question = only(reading)
    assert (question.type, question.stem, question.options, question.correct, question.key) == (
        "single", "火警电话 是？", ("110", "119", "120"), (1,), "q1",
    )  # fmt: skip
    assert (reading.problems, reading.format) == ((), "qti")


def test_several_right_options_are_multiple() -> None:
    body = "<p>哪些？</p>" + choice("甲", "乙", "丙", most=0)
    assert brief(read(item(body, declared("C", "A", cardinality="multiple")))) == [("multiple", "哪些？", (0, 2))]


MAPPING = (
    '<mapping lowerBound="0" upperBound="2" defaultValue="-2"><mapEntry mapKey="A" mappedValue="1"/>'
    '<mapEntry mapKey="B" mappedValue="1"/><mapEntry mapKey="C" mappedValue="-1"/></mapping>'
)


def test_a_mapping_says_what_earns_points() -> None:
    body = "<p>水由什么组成？</p>" + choice("H", "O", "Cl", most=0)
    key = declared(cardinality="multiple", mapping=MAPPING)
    reading = read(item(body, key, processing="map_response"))
    assert (brief(reading), reading.problems) == ([("multiple", "水由什么组成？", (0, 1))], ())
    uneven = item(body, key.replace('mapKey="B" mappedValue="1"', 'mapKey="B" mappedValue="0.5"'))
    assert codes(read(uneven)) == {(1, "W-WEIGHTS")}
    nothing = item(body, key.replace('mappedValue="1"', 'mappedValue="NaN"'))
    assert (1, "E-NOKEY") in codes(read(nothing))


@pytest.mark.parametrize(
    ("options", "value", "correct"),
    [
        (("正确", "错误"), "B", (1,)),
        (("错", "对"), "B", (0,)),
        (("True", "False"), "A", (0,)),
        (("对。", "错。"), "A", (0,)),
    ],
)
def test_true_and_false(options: tuple[str, str], value: str, correct: tuple[int, ...]) -> None:
    assert brief(read(item("<p>安全第一。</p>" + choice(*options), declared(value)))) == [
        ("true_false", "安全第一。", correct)
    ]


def test_two_other_options_stay_a_choice() -> None:
    assert brief(read(item("<p>谁？</p>" + choice("是", "否"), declared("A")))) == [("single", "谁？", (0,))]


def test_names_that_say_true_and_false_are_enough() -> None:
    body = "<p>安全第一。</p>" + choice("Richtig", "Falsch").replace('"A"', '"true"').replace('"B"', '"false"')
    assert brief(read(item(body, declared("false")))) == [("true_false", "安全第一。", (1,))]


GAP = '<p>拨<textEntryInteraction responseIdentifier="RESPONSE"/>报警。</p>'
CASED = '<mapping><mapEntry mapKey="CO" mappedValue="1" caseSensitive="{0}"/><mapEntry mapKey="x" mappedValue="0.5"/></mapping>'


@pytest.mark.parametrize(
    ("key", "blank", "code"),
    [
        (declared("119", base="string"), Blank(accepted=("119",)), None),
        (declared("CO", base="string"), Blank(accepted=("CO",), case_sensitive=True), None),
        (
            declared(base="string", mapping=CASED.format("true")),
            Blank(accepted=("CO",), case_sensitive=True),
            "W-WEIGHTS",
        ),
        (declared("CO", base="string", mapping=CASED.format("false")), Blank(accepted=("CO",)), "W-WEIGHTS"),
        (declared("3.5", base="float"), Blank(number=3.5), None),
        (declared("7", base="integer"), Blank(number=7.0), None),
        (declared("NaN", base="float"), None, "E-NOKEY"),
        (declared(base="string"), None, "E-NOKEY"),
    ],
)
def test_text_entries_are_blanks(key: str, blank: Blank | None, code: str | None) -> None:
    reading = read(item(GAP, key))
    assert codes(reading) == ({(1, code)} if code else set())
    if blank is not None:
        question = only(reading)
        assert (question.type, question.stem, question.blanks) == ("fill_in", "拨____报警。", (blank,))


def test_a_rule_may_give_a_number_its_tolerance() -> None:
    rule = (
        '<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.1 0.1">'
        '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">'
        '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>'
    )
    reading = read(item(GAP, declared("3.5", base="float"), processing="", more=rule))
    assert (only(reading).blanks, reading.problems) == ((Blank(number=3.5, tolerance=0.1),), ())


def test_scoring_of_its_own_is_told_and_the_key_is_read() -> None:
    rule = '<responseProcessing><responseCondition><responseIf><gt><variable identifier="X"/></gt></responseIf></responseCondition></responseProcessing>'
    reading = read(item("<p>问</p>" + choice("a", "b"), declared("B"), processing="", more=rule))
    assert (only(reading).correct, codes(reading)) == ((1,), {(1, "W-SIMPLIFIED")})
    assert codes(read(item("<p>问</p>" + choice("a", "b"), declared("B"), processing="own_template"))) == {
        (1, "W-SIMPLIFIED")
    }


def test_material_in_a_file_of_its_own_is_told() -> None:
    text = ITEM.replace("<itemBody>", '<assessmentStimulusRef identifier="s" href="s.xml"/><itemBody>')
    assert codes(read(packed({"a.xml": text}))) == {(1, "W-SIMPLIFIED")}
    assert codes(read(as_version_3(text))) == {(1, "W-SIMPLIFIED")}


def test_pictures_feedback_and_instructions() -> None:
    body = (
        '<rubricBlock view="scorer"><p>给阅卷人</p></rubricBlock><rubricBlock view="candidate"><p>看图回答</p></rubricBlock>'
        '<p>这是什么？<img src="../media/a%20b.png" alt="标志"/></p>'
        + choice('<img src="../media/a%20b.png" alt="x"/>', "乙<feedbackInline identifier='B'>不对</feedbackInline>")
    )
    more = '<modalFeedback identifier="A" outcomeIdentifier="FEEDBACK" showHide="show"><p>说明</p></modalFeedback>'
    reading = read(packed({"items/a.xml": item(body, declared("A"), more=more), "media/a b.png": PIXEL}))
    question = only(reading)
    assert (question.stem, question.explanation, question.options) == ("看图回答\n这是什么？", "说明\n不对", ("", "乙"))
    assert (question.media[0].alt, question.media[0].width) == ("标志", 1)
    assert reading.files == {question.media[0].file: PIXEL}


@pytest.mark.parametrize(
    "address", ["/etc/passwd", "../../../etc/passwd", "file:///etc/passwd", "http://example.org/a.png", "gone.png", "//x/y", "http://[", ""]
)  # fmt: skip
def test_pictures_outside_the_package_are_told(address: str) -> None:
    body = f'<p>问<img src="{address}" alt=""/></p>' + choice("a", "b")
    reading = read(packed({"items/a.xml": item(body, declared("A"))}))
    assert (only(reading).media, reading.files) == ((), {})
    assert codes(reading) == ({(1, "W-PICTURE")} if address else set())


def match(left: str, right: str, *pairs: str) -> str:
    def side(names: str) -> str:
        inside = "".join(
            f'<simpleAssociableChoice identifier="{n}" matchMax="1">{n}项</simpleAssociableChoice>' for n in names
        )
        return f"<simpleMatchSet>{inside}</simpleMatchSet>"

    body = f'<matchInteraction responseIdentifier="RESPONSE"><prompt>连线</prompt>{side(left)}{side(right)}</matchInteraction>'
    return item(body, declared(*pairs, cardinality="multiple", base="directedPair"))


def test_pairs() -> None:
    question = only(read(match("ab", "XYZ", "b X", "a Y")))
    assert (question.type, question.stem, question.prompts) == ("matching", "连线", ("a项", "b项"))
    assert (question.options, question.correct) == (("X项", "Y项", "Z项"), (1, 0))


def test_pairs_are_turned_round_where_only_that_is_one_to_one() -> None:
    question = only(read(match("ab", "XYZ", "a X", "a Y", "b Z")))
    assert (question.prompts, question.options, question.correct) == (("X项", "Y项", "Z项"), ("a项", "b项"), (0, 0, 1))
    assert codes(read(match("ab", "XY", "a X", "a Y", "b X"))) == {(1, "E-TYPE")}
    assert (1, "E-KEYRANGE") in codes(read(match("ab", "XY", "a X", "b Q")))


def test_associations_are_pairs() -> None:
    choices = "".join(
        f'<simpleAssociableChoice identifier="{n}" matchMax="1">{n}项</simpleAssociableChoice>' for n in "abcde"
    )
    body = f'<p>配对</p><associateInteraction responseIdentifier="RESPONSE">{choices}</associateInteraction>'
    question = only(read(item(body, declared("a c", "d b", cardinality="multiple", base="pair"))))
    assert (question.prompts, question.options, question.correct) == (("a项", "d项"), ("b项", "c项", "e项"), (1, 0))


def test_an_order() -> None:
    body = "<p>先后</p>" + choice("一", "二", "三").replace("choiceInteraction", "orderInteraction")
    question = only(read(item(body, declared("C", "A", "B", cardinality="ordered"))))
    assert (question.type, question.options, question.correct) == ("ordering", ("一", "二", "三"), (2, 0, 1))


SPOTS = (
    '<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="2"><prompt>找隐患</prompt>'
    '<object data="b.png" type="image/png" width="400" height="300">厨房</object>'
    '<hotspotChoice identifier="A" shape="rect" coords="10,20,110,220" hotspotLabel="纸箱"/>'
    '<hotspotChoice identifier="B" shape="circle" coords="60, 60, 25"/>'
    '<hotspotChoice identifier="C" shape="poly" coords="10,10,90,10,50,80"/></hotspotInteraction>'
)


def test_places_on_a_picture() -> None:
    key = declared("A", "C", cardinality="multiple")
    reading = read(packed({"a.xml": item(SPOTS, key), "b.png": PIXEL}))
    question = only(reading)
    assert (question.type, question.stem) == ("hotspot", "找隐患")
    assert (question.media[0].alt, question.media[0].width, question.media[0].height) == ("厨房", 400, 300)
    assert question.regions == (
        Region(label="纸箱", shape="rect", coords=(10, 20, 110, 220)),
        Region(label="C", shape="poly", coords=(10, 10, 90, 10, 50, 80)),
    )
    assert codes(reading) == {(1, "W-SIMPLIFIED")}


def test_points_in_areas_are_places_too() -> None:
    areas = (
        '<areaMapping defaultValue="0"><areaMapEntry shape="circle" coords="60,60,25" mappedValue="1"/>'
        '<areaMapEntry shape="rect" coords="0,0,5,5" mappedValue="-1"/></areaMapping>'
    )
    body = re.sub(r"<hotspotChoice[^>]*/>", "", SPOTS).replace("hotspotInteraction", "selectPointInteraction")
    text = item(body, declared(cardinality="multiple", base="point", mapping=areas), processing="map_response_point")
    question = only(read(packed({"a.xml": text, "b.png": PIXEL})))
    assert question.regions == (Region(label="位置 1", shape="circle", coords=(60, 60, 25)),)


@pytest.mark.parametrize("coords", ["10,20", "NaN,1,2,3", "1e400,1,2,3", "10%,20%,30%,40%", "900,900,950,950"])
def test_places_that_cannot_be_are_told(coords: str) -> None:
    text = item(SPOTS.replace("10,20,110,220", coords), declared("A", cardinality="multiple"))
    assert (1, "E-REGION") in codes(read(packed({"a.xml": text, "b.png": PIXEL})))


def inline(name: str) -> str:
    inside = "".join(f'<inlineChoice identifier="{n}">{n}项</inlineChoice>' for n in "AB")
    return f'<inlineChoiceInteraction responseIdentifier="{name}">{inside}</inlineChoiceInteraction>'


def test_one_choice_in_the_text_is_a_choice_and_several_are_a_case() -> None:
    question = only(read(item(f"<p>拨{inline('RESPONSE')}报警</p>", declared("B"))))
    assert (question.type, question.stem, question.options, question.correct) == (
        "single",
        "拨____报警",
        ("A项", "B项"),
        (1,),
    )
    key = declared("B") + declared("A", name="R2")
    question = only(read(item(f"<p>拨{inline('RESPONSE')}报警，再{inline('R2')}</p>", key, processing="")))
    assert (question.type, question.stem) == ("case", "拨____报警，再____")
    assert [(part.stem, part.correct) for part in question.parts] == [
        ("第 1 个空应填什么？", (1,)),
        ("第 2 个空应填什么？", (0,)),
    ]


def test_several_choices_in_one_item_are_a_case() -> None:
    second = choice("a", "b", "c", name="R2", most=0).replace("><simple", "><prompt>哪些？</prompt><simple", 1)
    body = f"<p>某厂起火。</p><p>先做什么？</p>{choice('报警', '围观')}{second}"
    key = declared("A") + declared("A", "C", cardinality="multiple", name="R2")
    more = '<modalFeedback identifier="EXPLANATION-2" outcomeIdentifier="F" showHide="show">因为</modalFeedback>'
    question = only(read(item(body, key, processing="", more=more)))
    assert (question.type, question.stem, question.explanation) == ("case", "某厂起火。", "")
    assert [(part.type, part.stem, part.correct, part.explanation) for part in question.parts] == [
        ("single", "先做什么？", (0,), ""), ("multiple", "哪些？", (0, 2), "因为"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        '<p>谈谈</p><extendedTextInteraction responseIdentifier="RESPONSE"/>',
        '<p>交作业</p><uploadInteraction responseIdentifier="RESPONSE"/>',
        GAP + choice("a", "b"),
        "<p>没有题</p>",
        '<p>画</p><drawingInteraction responseIdentifier="RESPONSE"/>',
    ],
)
def test_what_we_have_nothing_like_is_named(body: str) -> None:
    assert codes(read(item(body, declared("A")))) == {(1, "E-TYPE")}


def test_random_templates_are_named() -> None:
    text = item(GAP, declared("1", base="float") + '<templateDeclaration identifier="N"/>')
    assert codes(read(text)) == {(1, "E-TYPE")}


def test_sections_of_a_test_are_topics_and_its_title_is_the_banks() -> None:
    test = (
        '<assessmentTest identifier="t" title="消防题库"><testPart><assessmentSection title="一层"><assessmentSection title="火灾">'
        '<assessmentItemRef identifier="a" href="../items/a.xml"/></assessmentSection></assessmentSection></testPart></assessmentTest>'
    )
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
        '<resource type="imsqti_test_xmlv2p1" href="tests/t.xml"/><resource type="imsqti_item_xmlv2p1" href="items/a.xml"/>'
        "</resources></manifest>"
    )
    reading = read(packed({"tests/t.xml": test, "items/a.xml": ITEM}, manifest=manifest))
    assert (only(reading).topic, reading.meta["title"]) == ("火灾", "消防题库")
    assert codes(read(test)) == {(0, "E-EMPTY")}


def test_a_broken_item_is_named_and_the_others_are_read() -> None:
    broken = {"items/a.xml": ITEM, "items/b.xml": "<assessmentItem>\n<", "items/c.xml": ITEM}
    reading = read(packed(broken))
    assert codes(reading) == {(2, "E-SYNTAX"), (3, "W-DUPID"), (3, "W-DUPSTEM")}
    assert "items/b.xml" in reading.problems[0].message
    assert [question.key for question in reading.questions] == ["q1", ""]
    manifest = '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="gone.xml"/></resources></manifest>'
    assert codes(read(packed({}, manifest=manifest))) == {(1, "E-SYNTAX")}


def test_options_with_one_name_are_told() -> None:
    body = "<p>问</p>" + choice("a", "b").replace('"B"', '"A"')
    assert codes(read(item(body, declared("A")))) == {(1, "E-DUPID")}
    assert (1, "E-KEYRANGE") in codes(read(item("<p>问</p>" + choice("a", "b"), declared("Z"))))


def old(body: str, rules: str, metadata: str = "", feedback: str = "", stem: str = "问") -> BankReading:
    return read(
        '<?xml version="1.0"?><questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment><section>'
        f'<item ident="i1" title="t"><itemmetadata><qtimetadata>{metadata}</qtimetadata></itemmetadata>'
        f"<presentation><material><mattext texttype='text/html'>&lt;p&gt;{stem}&lt;/p&gt;</mattext></material>{body}</presentation>"
        f"<resprocessing>{rules}</resprocessing>{feedback}</item></section></assessment></questestinterop>"
    )


def labels(*texts: str) -> str:
    return "<render_choice>" + "".join(
        f'<response_label ident="{chr(65 + n)}"><material><mattext>{text}</mattext></material></response_label>'
        for n, text in enumerate(texts)
    ) + "</render_choice>"  # fmt: skip


def rule(condition: str, points: str = "100") -> str:
    return f'<respcondition><conditionvar>{condition}</conditionvar><setvar action="Set" varname="SCORE">{points}</setvar></respcondition>'


def equal(value: str, name: str = "r", case: str = "No") -> str:
    return f'<varequal respident="{name}" case="{case}">{value}</varequal>'


def test_old_single_multiple_and_true_false() -> None:
    lid = '<response_lid ident="r" rcardinality="{0}">{1}</response_lid>'
    feedback = '<itemfeedback ident="general_fb"><flow_mat><material><mattext>说明</mattext></material></flow_mat></itemfeedback>'
    single = old(lid.format("Single", labels("a", "b")), rule(equal("B")) + rule(equal("A"), "0"), feedback=feedback)
    assert (brief(single), only(single).explanation, only(single).key) == ([("single", "问", (1,))], "说明", "i1")
    both = rule(f"<and>{equal('A')}<not>{equal('B')}</not>{equal('C')}</and>")
    assert brief(old(lid.format("Multiple", labels("a", "b", "c")), both)) == [("multiple", "问", (0, 2))]
    assert brief(old(lid.format("Single", labels("True", "False")), rule(equal("B")))) == [("true_false", "问", (1,))]
    blackboard = rule(equal("A"), "SCORE.max")
    assert brief(old(lid.format("Single", labels("a", "b")), blackboard)) == [("single", "问", (0,))]
    assert (1, "E-DUPID") in codes(old(lid.format("Single", labels("a", "b")), rule(equal("Q"))))


def test_old_texts_and_numbers() -> None:
    text = '<response_str ident="r"><render_fib><response_label ident="x"/></render_fib></response_str>'
    assert only(old(text, rule(equal("119") + equal("火警")))).blanks == (Blank(accepted=("119", "火警")),)
    assert only(old(text, rule(equal("CO", case="Yes")))).blanks == (Blank(accepted=("CO",), case_sensitive=True),)
    range_ = '<vargte respident="r">2.5</vargte><varlte respident="r">3.5</varlte>'
    assert only(old(text, rule(f"<or>{equal('3')}<and>{range_}</and></or>"))).blanks == (
        Blank(number=3.0, tolerance=0.5),
    )
    assert codes(old(text, rule("<other/>"))) == {(1, "E-TYPE")}


def test_old_pairs_and_named_blanks() -> None:
    lid = '<response_lid ident="{0}"><material><mattext>{1}</mattext></material>{2}</response_lid>'
    body = lid.format("r1", "甲", labels("一", "二", "三")) + lid.format("r2", "乙", labels("一", "二", "三"))
    question = only(old(body, rule(equal("C", "r1"), "50") + rule(equal("A", "r2"), "50")))
    assert (question.prompts, question.options, question.correct) == (("甲", "乙"), ("一", "二", "三"), (2, 0))
    metadata = "<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>fill_in_multiple_blanks_question</fieldentry></qtimetadatafield>"
    named = lid.format("r2", "b", labels("绿")) + lid.format("r1", "a", labels("红", "赤"))
    rules = rule(equal("A", "r1"), "50") + rule(equal("B", "r1"), "50") + rule(equal("A", "r2"), "50")
    question = only(old(named, rules, metadata, stem="[a]和[b]"))
    assert (question.stem, question.blanks) == ("____和____", (Blank(accepted=("红", "赤")), Blank(accepted=("绿",))))
    different = lid.format("r1", "甲", labels("一", "二")) + lid.format("r2", "乙", labels("三", "四"))
    assert codes(old(different, rule(equal("A", "r1")) + rule(equal("A", "r2")))) == {(1, "E-TYPE")}
