"""Recognises texts in a table of enterprises that are not values: totals, signatures, notes, and marks for "nothing",
and examples.

The words are those that offices use in forms of all kinds. They alone decide nothing, because `row_kinds` looks at the
whole row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from unicodedata import numeric

from formgen.intake.table import CellValue, Faulty
from formgen.record.kinds.characters import as_compared

_NOTHING = re.compile(r"[-/\\—_~*×.·…|:]*|0(?:\.0+)?[%元家]?|￥?¥?0(?:\.0+)?|false|空白?|无|#?n/a", re.IGNORECASE)
_NOTHING_BEGINS = frozenset("-/\\—_~*×.·…|:0￥¥fF空无#nN－／＼＿～＊０＃ｎＮｆＦ \u3000\xa0\t\r\n\u2028\u2029")
LONGEST_HOW_TO_FILL = 40
LONGEST_NOTHING = 12
"""The most characters of a text that says nothing. A longer text always says something."""
_COUNT = r"[0-9〇一二三四五六七八九十百千]+"
_TOTAL = re.compile(
    r"(?:本页|本表|[\u4e00-\u9fff]{0,2}[数量]|本次|以上|全部|全镇|全区|全市|各镇|各区)*(?:合计|总计|小计|累计|共计|总和|总数|汇总|合计数|平均|平均值)"
    rf"(?:\(.*\))?[:,]?(?:共|为)?(?:{_COUNT}[家户个条项人位]?[\u4e00-\u9fff]{{0,3}})?[家户个]?[。.]?"
    rf"|(?:合计|总计|共计|以上)?共(?:有|计)?{_COUNT}[家户个条项].*"
    rf"|[\u4e00-\u9fff]{{0,2}}(?:总数|家数|户数|个数)[:]?(?:{_COUNT}[家户个]?)?"
    rf"|其中(?:[:,].{{1,20}}|[\u4e00-\u9fff]{{1,12}}{_COUNT}[家户个])|[\u4e00-\u9fff、]{{1,14}}\((?:共|计)?{_COUNT}[家户个](?:[\u4e00-\u9fff]{{2}})?\)"
    r"|最大值|最小值|最高|最低|增长率|增幅|增减|占比|比重|比例|同比.{0,6}|环比.{0,6}|上年同期|去年同期"
    rf"|[\u4e00-\u9fff()0-9、.:-]{{1,14}}(?:合计|总计|小计|共计)(?:\([^()]*\))?[:]?(?:共?{_COUNT}[家户个]?)?"
)
_WHO = r"填报|填表|填写|制表|制作|审核|审批|复核|复查|经办|报送|上报|报告|汇总|统计|录入|校对|批准|核准|核对|主管|分管|编制|提交|打印|接收"
_SIGNED = re.compile(
    rf"(?:{_WHO})(?:(?:人员?|者|员|单位|部门|科室|机构|领导|负责人|日期|时间|电话|地址|意见|[:(]).*)?"
    r"|[\u4e00-\u9fff]{0,2}(?:负责人|领导|联系人|联系电话|联系方式|电话|手机|传真|地址|邮编|日期|时间|签字|签名|签收)"
    r"(?:[:(].*)?"
    r"|(?:注|备注|说明|附注|附|附件|提示|注意|填表说明|填报说明|填写说明|注意事项|备注说明|声明|承诺|要求)[0-9一二三四五六七八九十]*(?:[:、.].*)?"
    r"|(?:联系)?(?:电话|方式|手机|传真|邮编)[0-9(].*"
    r"|\(?第?[0-9一二三四五六七八九十]+页(?:[,/]?共?[0-9一二三四五六七八九十]+页)?\)?|\(?共[0-9一二三四五六七八九十]+页.*"
    r"|\(?(?:以下|此页|本页)(?:空白|无正文|为空|无内容).*|\(?(?:完|完毕|结束|end|下接.*|续表.*|接下页|转下页|见下页|未完待续)\)?"
)
_SIGNER = re.compile(rf"(?:{_WHO})(?:人员?|者|员)(?:\((?:签字|签名|签章)\))?(?:[:].*)?")
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:人民政府|政府|管委会|委员会|[信改工商建农管]委|经发局|[展务理息监督政管计业通设障税源境育游技资]局|办公室|办事处|街道办"
    r"|经济服务中心|经服中心)"
)
_SEALED = re.compile(r".*(?:盖章|签章|签字|签名|公章|\(章\)|印章).*|[※*★▲].*")
_EXAMPLE_WORD = r"(?:填写|填报|填表)?(?:示例|样例|范例|举例|实例|例子|样本|样板|例)[0-9一二三四五六七八九十]?"
_EXAMPLE = re.compile(
    rf"[(\[【]?{_EXAMPLE_WORD}[)\]】]?(?:[:、-].*)?|[(\[【]{_EXAMPLE_WORD}[)\]】].*|.*[(\[【]{_EXAMPLE_WORD}[)\]】]|如:.*"
    r"|.*某{2,}.*|(?:.*[\u4e00-\u9fff])?(?:X{2,}|×{2,}|○{2,}|△{2,})(?:[\u4e00-\u9fff].*)?",
    re.IGNORECASE,
)
"""The words over an example of how to fill in a table, and names that stand for any name: `某某公司`, `XX公司`."""
_HOW_TO_FILL = re.compile(
    r"\(?(?:必填|选填|必填项|选填项|非必填|可不填|可空|必须填写|按需填写|自动|文本|文字|字符串?|数字|数值|数值型|字符型|日期|日期型|整数|小数"
    r"|单选|多选|下拉|下拉选择|下拉菜单|可选|是/否|有/无|姓名|全称|全名|[\u4e00-\u9fff]{2}全称|手机或座机|座机或手机|手机号?|固话"
    r"|(?:与|同|按|照|按照|依照|依据|以|请|须|应|需|如|例如|例|限|格式|写明|写清|填写?|注明|精确到|不超过|不少于|单位[为:]?).{1,30}"
    r"|[0-9]{1,4}(?:-[0-9]{1,4})?[位字]?(?:数字|以内|字符)?|[0-9]+个?(?:字|字符|汉字)(?:以内)?|[十百千万亿]*元|年月日|年[-/.]月[-/.]日|y{2,4}.*|.{0,12}(?:格式|文本型?))\)?",
    re.IGNORECASE,
)
"""What the row below the headings of a form says of each column, in place of a value."""
_STEMS, _LETTERS = "甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBERING_WORDS = frozenset(("栏次", "栏号", "栏目", "列次", "列号", "栏", "序号"))
FEWEST_NUMBERED = 3
"""A row that numbers the columns has at least so many cells, and begins with a number up to this one."""
_NUMBERED_NAME = re.compile(
    r"(?:[(（]?[0-9]{1,3}[)）.．、]|[①-⑳⑴-⒇⒈-⒛]|[(（][一二三四五六七八九十]{1,3}[)）]、?|[一二三四五六七八九十]{1,3}、|(?P<weak>[0-9]{1,3}(?=\s)))"
    r"\s*(?P<name>[^\W\d][^，。；！？]*[司厂店院社所部站行馆场坊会园铺庄城团心校])"
)
"""A number before the name of an organisation. A number and a space may also belong to the name."""
_ORGANISATION = re.compile(
    r"(?![本我贵该某各申填示样])[^\W\d][^，。；！？：:、]{2,}[司厂店院社所部站行馆场坊会园铺庄城团心校](?:[(（][^()（）]*[)）])?"
)
_COLON = re.compile(r"[^:]{1,24}:.*", re.DOTALL)
_DATE = re.compile(
    r"(?:日期|时间)?:?(?:(?:19|20)?[0-9]{2}[-年./](?:1[0-2]|0?[0-9])(?:[-月./](?:[0-3]?[0-9])?日?)?"
    r"|[二〇零○一三四五六七八九十]{4}年.*|[年月日]{1,3})"
)
_NUMBERS = re.compile(r"[-0-9()+,.、/;*#]*[0-9][-0-9()+,.、/;*#]*(?:转[0-9]+)?")
_NUMBERED = re.compile(rf"(?:\(?{_COUNT}\)|{_COUNT}[、.]|[①-⑳]).+")
_MEASURE = (
    r"(?:[十百千万亿]*[元人家户个项件次分吨亩米度台套辆年月日天]|人次|人数|人民币|%|百分[比点]"
    r"|公斤|公里|[千毫]克|平方米|立方米|小时|千瓦时|见表|如下)"
)
_MEASURES = re.compile(rf"{_MEASURE}(?:[/、,和]{_MEASURE})*")
_SENTENCE = re.compile(r"[。；！？，]")


def says_nothing(value: CellValue) -> bool:
    """True for a value that means an empty cell: a dash, the 0 or the error of a formula, FALSE or TRUE, a date before 1901."""
    if isinstance(value, Faulty | bool):
        return True
    if isinstance(value, Decimal):
        return value == 0
    if isinstance(value, date):
        return value.year <= 1900
    return not value or (value[0] in _NOTHING_BEGINS and len(value) <= LONGEST_NOTHING and _says_nothing(value))


@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    return _NOTHING.fullmatch(as_compared(text)) is not None


def is_total(text: str) -> bool:
    """True for the words of a total: `合 计`, `共 3 家`."""
    return _TOTAL.fullmatch(as_compared(text)) is not None


def is_signature(text: str) -> bool:
    """True for words that stand below a table and are never a name: `填报人：张三`, `第 1 页`."""
    return _SIGNED.fullmatch(as_compared(text)) is not None


def is_signer(text: str) -> bool:
    """True for words that begin with whoever filled in or checked a table: `填表人`, `审核人：张三`."""
    return _SIGNER.fullmatch(as_compared(text)) is not None


def is_office(text: str) -> bool:
    """True for the name of a public office, which signs below a table: `东镇经济发展局`, `西市人民政府`."""
    return _OFFICE.fullmatch(as_compared(text)) is not None


def is_example(text: str) -> bool:
    """True for the words over an example, and for a name that stands for any name: `示例`, `某某公司`."""
    return _EXAMPLE.fullmatch(as_compared(text)) is not None


def is_how_to_fill(text: str) -> bool:
    """True for words that say how a column is filled in: `必填`, `18位`, `与营业执照一致`, `文本`."""
    return len(text) <= LONGEST_HOW_TO_FILL and _HOW_TO_FILL.fullmatch(as_compared(text)) is not None


def is_numbering(texts: Sequence[str]) -> bool:
    """True for the texts of a row that only numbers the columns: `1 2 3`, `甲 乙 1 2`, `栏次 一 二 三`. It has three or more."""
    signs = [as_compared(text).strip("()[]").upper() for text in texts]
    if signs and signs[0] in _NUMBERING_WORDS:
        signs = signs[1:]
    numbers = [_number(sign) for sign in signs]
    begin = next((at for at, number in enumerate(numbers) if number), len(numbers))
    letters, counted = "".join(signs[:begin]), numbers[begin:]
    first = counted[0] if counted and counted[0] else 1
    return (
        len(signs) >= FEWEST_NUMBERED
        and len(letters) == begin
        and any(order.startswith(letters) for order in (_STEMS, _LETTERS))
        and first <= FEWEST_NUMBERED
        and counted == list(range(first, first + len(counted)))
    )


def _number(sign: str) -> int:
    """The number that a sign is (`3`, `三`, `③`); 0 for any other text."""
    if sign.isdecimal() and len(sign) <= 3:
        return int(sign)
    return int(numeric(sign)) if len(sign) == 1 and sign.isnumeric() else 0


def without_number(text: str) -> tuple[str, bool] | None:
    """A name without the number before it, and whether the number surely is none of the name's: `1、顺达厂`. None without one."""
    found = _NUMBERED_NAME.fullmatch(text)
    return (found["name"], found["weak"] is None) if found else None


def is_organisation(text: str) -> bool:
    """True for a text that is surely the name of an organisation: `顺达机械厂`. Not for words such as 本公司."""
    return _ORGANISATION.fullmatch(text) is not None


def is_measure(text: str) -> bool:
    """True for what numbers are counted in: `分`, `人、万元`. Behind 单位： it is no name."""
    return _MEASURES.fullmatch(as_compared(text)) is not None


def is_sentence(text: str) -> bool:
    """True for a text with the punctuation of a sentence. No registered name has such marks."""
    return _SENTENCE.search(text) is not None


def is_no_name(text: str) -> bool:
    """True for a number, a telephone number or a date."""
    bare = as_compared(text)
    return _NUMBERS.fullmatch(bare) is not None or _DATE.fullmatch(bare) is not None


def is_seal(text: str) -> bool:
    """True for the words of a place for a seal or a signature, without a sentence around them: `单位（盖章）`."""
    return not is_sentence(text) and _SEALED.fullmatch(as_compared(text)) is not None


def is_note(text: str) -> bool:
    """True for a text that is more probably words about the table than a name in it."""
    bare = as_compared(text)
    return (
        is_no_name(text)
        or is_sentence(text)
        or _COLON.fullmatch(bare) is not None
        or _NUMBERED.fullmatch(bare) is not None
        or _SEALED.fullmatch(bare) is not None
    )
