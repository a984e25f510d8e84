"""Words for what a certificate's stored values mean (message ids), and what stands in a new one."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.certificates.rules import Rule
from quizapp.exports import CertificateDesign
from quizapp.kit.i18n import N_

RULES: Mapping[Rule, str] = {
    Rule.PASSED: N_("合格的人|答一次合格就行"),
    Rule.SCORE: N_("成绩达到一定比例的人|按满分的百分比，在下面填"),
    Rule.TOOK_PART: N_("交过卷的人|重在参与"),
}
DESIGNS: Mapping[CertificateDesign, str] = {
    CertificateDesign.CLASSIC: N_("红框金线|荣誉证书的传统样子"),
    CertificateDesign.PLAIN: N_("青绿细框|素雅，省墨"),
    CertificateDesign.MODERN: N_("青绿角饰|明快，盾形底纹"),
}
DEFAULT_TITLE = N_("荣誉证书")
#: To be filled with `DEFAULT_PLACES`: the names of places are not translated.
DEFAULT_TEXT = N_("%(name)s 同志：\n在“%(contest)s”中成绩合格，特发此证，以资鼓励。")
DEFAULT_PLACES = {"name": "{姓名}", "contest": "{竞赛名称}"}
DEFAULT_ATTENDED_TITLE = N_("培训证明")
#: To be filled with `ATTENDED_PLACES`.
DEFAULT_ATTENDED_TEXT = N_("%(name)s 同志：\n参加了“%(session)s”，共 %(hours)s 学时，特此证明。")
ATTENDED_PLACE_NAMES = {"name": "{姓名}", "session": "{活动名称}", "hours": "{学时}"}
#: Fixed words on the page itself.
NUMBER_LABEL, VERIFY_LABEL, SEAL_LABEL = N_("证书编号"), N_("扫码核验真伪"), N_("盖章处")
#: How a day is printed.
DAY = N_("{year}年{month}月{day}日")
#: Fictional, for previews.
SAMPLE = {"姓名": N_("王小明"), "单位": N_("红星村")}
