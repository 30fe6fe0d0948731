"""What blanks within a line look like: gaps, units, dates, places to sign or stamp, numbered answers, amounts in capitals."""

from __future__ import annotations

import re

from formgen.importing.blanks import DatePart, squeezed
from formgen.render.word.blank_texts import BOXES

GAP = r"[ \t\u3000\xa0\u2002\u2003\u2009_＿]"
"""A character of a blank: a space of any width, or a line to write on."""
UNITS = (
    "万元人民币|亿元人民币|元人民币|人民币元|万美元|美元|欧元|港元|百万元|千万元|千元|万元|亿元|元|平方千米|平方公里|公顷|万?元[/／](?:年|月|天|日|人|平方米|㎡|次|小时|吨|亩)|平方米|㎡|m²|M²|m2|M2|亩|千克|公斤|"
    "kg|KG|克|吨|厘米|cm|CM|毫米|mm|米|公里|人次|人|名|家|户|项|个月|个|年|月|日|天|周|岁|学时|课时|小时|分钟|分|件|台|套|辆|栋|层|间|册|本|页|份|"
    "张|篇|次|期|届|级|班|号|%|％|‰|度|千瓦时|kW|立方米|m³|吨标煤|倍"
)
UNIT = re.compile(rf"^{GAP}*(?:(?P<before>人民币|￥|¥|RMB|约|共|合计){GAP}*)?(?P<unit>[（(]?(?:{UNITS})[）)]?){GAP}*$")
DATE = re.compile(
    rf"(?P<year>(?:(?:(?:19|20)\d?\d?|二[〇○零Oo0][一二三]?)(?={GAP}|年|_))?{GAP}*)年(?P<month>{GAP}*)月(?:(?P<day>{GAP}*)日)?"
)
TIMED = re.compile(
    rf"(?:(?:19|20)?{GAP}*年)?{GAP}+月{GAP}+日{GAP}*"
    rf"(?:[（(]?(?:[上下]午[/／、或]?){{1,2}}[）)]?)?{GAP}*[时点](?:{GAP}*分)?(?![间\u4e00-\u9fff]{{2}})"
)
"""A date with the time of day, which is one value: `　月　日　时`."""
TIME_HINT = "填到时分，如 2024年6月8日9时30分"
ADDRESS = (
    r"(?:省|自治区|市|区|县|镇|乡|街道|路|街|弄|巷|村|社区|小区|组|号|栋|幢|楼|单元|室|学院|年级|班级?|系)"
    r"{1,3}(?:[（(][^（）()]{1,10}[）)])?"
)
"""Words behind a blank that say what it is for: `____县（区）____路____号`."""
PERIOD_OF = re.compile(r"(?P<words>[\u4e00-\u9fff]{2,12})[：:]\s*[自从由]?\s*$")
"""What a period is of, which begins behind it: `委托期限：自____年__月__日`."""
PERIOD = re.compile("[\u4e00-\u9fff]{0,6}(?:期限|期间|时间|有效期|租期)")
"""Words of a sentence that say what the period behind them is of."""
BETWEEN_DATES = re.compile("(?:起|止|日)?[至到—－~～-]+")
OTHER = re.compile(rf"其[他它](?P<gap>{GAP}{{4,}})$")
"""Room behind the last option: `□其他　　　　`."""
NUMBER_SIGN = re.compile(rf"[：:]{GAP}*(?:N[Oo][.．:：]?|№)(?P<gap>{GAP}*)$")
"""A sign for a number behind a label, which is written behind it: `编号：NO.`."""
SIGN_ALONE = re.compile(rf"[：:]{GAP}*(?:N[Oo]|№)[.．]?$")
CURRENCY = re.compile(rf"^{GAP}*[￥¥](?P<gap>{GAP}*)$")
CAPITALS = re.compile(rf"(?P<gap>(?:{GAP}*[亿仟千佰百拾十万]){{2,}}{GAP}*元(?:{GAP}*角)?(?:{GAP}*分)?整?)")
"""An amount in capitals, whose units the form prints: `　拾　万　仟　佰　拾　元　角　分`."""
DATE_AT_END = re.compile(rf"年{GAP}*月(?:{GAP}*日)?{GAP}*$|月{GAP}+日{GAP}*$")
MONTH_DAY = re.compile(rf"(?P<month>{GAP}+|^)月(?P<day>{GAP}+)日")
STAMP = re.compile(
    r"(?P<word>[（(]\s*(?:[^（）()]{0,6}?)(?:签\s*[字名章]|盖\s*(?:单\s*位\s*)?章|公\s*章|印\s*章|专用\s*章)[^（）()]{0,6}[）)]"
    r"|(?:亲笔)?(?:签\s*[字名]\s*[（(]\s*盖\s*章\s*[）)]|签\s*字\s*[、/或及]?\s*(?:并\s*)?盖\s*章|签\s*[字名章]|盖\s*(?:公\s*|单\s*位\s*)?章|公\s*章|印\s*章|专用\s*章))"
    r"(?=[\s\u3000：:*＊_＿]|$|\d|年|[（(])"
)
_UNIT_END = rf"(?:{UNITS})(?:$|[，。；、,;）)]|{GAP}{{2,}}|{GAP}+$|{GAP}*[{BOXES}])"
SENTENCE = re.compile(r"[，。；;！？]")
AFTER = re.compile(rf"[：:]({GAP}{{2,}}|{GAP}*$)")
LINE_TO_WRITE_ON = re.compile(r"[_＿](?:[_＿]|(?<=[_＿])[ \u3000])*[_＿]+|[_＿]{2,}")
BRACKET = re.compile(rf"[（(]({GAP}{{3,}}|\u3000{{2,}}|{GAP}{{2}}(?=[）)](?:{UNITS})))[）)]")
COUNTED = re.compile(rf"(?P<word>第|共|约|计|满|为|￥|¥)(?P<gap>{GAP}{{2,}})(?=(?P<unit>{UNITS}))")
MEASURED = re.compile(rf"(?<=[\u4e00-\u9fff）)]{{2}})(?P<gap>{GAP}{{3,}}|\u3000{{2,}})(?={_UNIT_END})")
"""A gap between a label and a unit that ends the words: `栏目　　　万元`."""
WITHIN = re.compile(
    rf"(?<=[\u4e00-\u9fff]{{2}})(?P<gap>{GAP}{{4,}}|\u3000{{2,}})"
    rf"(?=[\u4e00-\u9fff（(])(?![\u4e00-\u9fff]{{1,8}}[：:])"
)
"""A gap within a sentence: `前往贵处办理　　　　事宜，…`; not one within or before a label."""
ROW_OF_BOXES = re.compile(rf"[{BOXES}](?:[ \u3000\xa0]*[{BOXES}]){{3,}}(?![ \u3000\xa0]*[^\s，。；;、）)])")
"""Boxes that follow one another, with no words behind the last of them: each holds a character."""
RUNNING = re.compile("[，。；]")
NO_LABEL = re.compile(
    r"^(?:注|附|说明|备注说明|附件[\d一二三四五六七八九十]*|附注说明|注意(?:事项)?|(?:填[表报写]|编制)(?:说明|须知|要求)|要求|提示|例如|例|其中|包括.*|.*如下|"
    r".*以下.*|温馨提示|备注[：:].*|声明|承诺|本人(?:郑重)?承诺|https?|电子版.*|联系方式如下)$"
)
SPACED = re.compile(r"(?<![\u4e00-\u9fff（）()：:])[\u4e00-\u9fff](?:[ \u3000\xa0]{1,8}[\u4e00-\u9fff]){1,7}$")
"""A label whose characters stand apart: `姓　　名`."""
LONGEST_LABEL = 24
PERSON = re.compile(r"(?P<words>[\u4e00-\u9fff]{1,6}[人员长者])[：:]$")
"""The label of a person's name, which ends where a gap begins."""
LEADING = re.compile(rf"^(?P<gap>{GAP}{{2,}})(?:{UNITS})(?=[（(，,；;])")
"""A gap before a unit that a remark follows: `　　人（其中女性　　人）`."""
ADDRESSEE = re.compile(r".{3,}(?:局|委员会|管委会|政府|办公室|法院|检察院|厅|服务中心|管理处)[：:]")
"""Whom a letter is addressed to: a line of its own that ends with a colon, and no label."""
PARTS: tuple[DatePart, ...] = ("year", "month", "day")


def is_date(text: str) -> bool:
    """True if the text is nothing but a date to be filled in, or a period of two dates. `起止年月` is the head of a column."""
    return (
        bool(text.strip())
        and not re.fullmatch("起[止讫]年月日?", squeezed(text))
        and bool(re.search(f"年{GAP}*月|月{GAP}+日", text))
        and not squeezed(re.sub(r"[至到\-—~～－ 起止]", "", MONTH_DAY.sub("", DATE.sub("", text))))
    )
