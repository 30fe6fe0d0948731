"""Made-up tables of enterprises with the habits of those who fill them in, each with what is really meant.

Headings, values, orders of columns and what stands around the table are drawn at random. Everything that is drawn is such
that a person reads it without doubt. No enterprise and no person is a real one: codes begin with 9900, as in the samples.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

from formgen.intake.sheet_words import score_headers
from formgen.record.kinds.identifiers import organisation_check_digit
from formgen.record.kinds.stand_ins import SIMPLIFIED
from formgen.scheme.models import Scheme

CellContent = str | int | float | date
Meant = str | date | tuple[Decimal, str]
"""What is meant: printed text, a day, an amount with its currency. Of telephone numbers the digits are compared."""

_TRADITIONAL = {meant: one for one, meant in reversed(tuple(SIMPLIFIED.items()))}
_NUMERALS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class MadeUpEnterprise:
    """One enterprise: what is meant for its fields, by their ids, and for its scores, by the indicators' ids."""

    name: str
    fields: Mapping[str, Meant]
    scores: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeUpTable:
    """A table as somebody returned it.

    rows         of the sheet of enterprises
    scores       rows of the sheet of scores; empty for none
    enterprises  what it says
    left_out     how many of its rows are no enterprises and have to be told
    """

    rows: list[list[CellContent]]
    scores: list[list[CellContent]]
    enterprises: tuple[MadeUpEnterprise, ...]
    left_out: int


# ---------------------------------------------------------------------------------------------------------- values


def _both_ways(text: str, chance: random.Random) -> str:
    """As typed, with full-width letters and digits, or with spaces around."""
    if chance.random() < 0.1:
        return "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in text)
    return chance.choice([text, text, text, f" {text}", f"{text}　"])


def _day(day: date, chance: random.Random) -> CellContent:
    year, month, number = day.year, day.month, day.day
    chinese = "".join(_NUMERALS[int(one)] for one in str(year))
    return chance.choice([
        f"{year}-{month}-{number}", f"{year}/{month}/{number}", f"{year}.{month}.{number}", f"{year}年{month}月{number}日",
        f"{year}-{month:02}-{number:02}", f"{year}{month:02}{number:02}", f"{year}年{month:02}月{number:02}日",
        f"{year}、{month}、{number}", f"{year}年{month}月{number}号", f"{year}-{month:02}-{number:02} 00:00:00",
        f"{year}.{month:02}.{number:02}", f"{year} 年 {month} 月 {number} 日", f"{chinese}年{_small(month)}月{_small(number)}日",
        f"{year}－{month}－{number}",
    ])  # fmt: skip


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")


def _capital(meant: tuple[Decimal, str], unit: str, chance: random.Random) -> CellContent:
    """An amount of whole 万; under a heading with the unit 万元 often a bare number."""
    amount, currency = meant
    thousands = int(amount / 10000)
    if currency != "人民币":
        short = {"美元": "USD", "欧元": "EUR"}[currency]
        return chance.choice(
            [f"{thousands}万{currency}", f"{thousands} 万{currency}", f"{short} {amount:,.0f}", f"{short}{thousands}万"]
        )
    if unit == "万元" and chance.random() < 0.7:
        bare: list[CellContent] = [str(thousands), f"{thousands:,}", f"{thousands}.00", f" {thousands}", thousands]
        return chance.choice(bare)
    if unit == "元" and chance.random() < 0.7:
        whole: list[CellContent] = [f"{amount:.0f}", f"{amount:,.2f}", int(amount)]
        return chance.choice(whole)
    return chance.choice([
        f"{thousands}万元", f"{thousands}万", f"{thousands}万元人民币", f"人民币{thousands}万元", f"{thousands:,}万元", f"{thousands}萬元",
        f"人民币 {thousands} 万元整", f"￥{thousands}万元", f"{amount:.0f}元", f"RMB{thousands}万", f"{thousands}.00万元",
        f"¥{amount:,.2f}", f"{thousands}万圆", f"{thousands}（万元）", f"注册资本{thousands}万元",
    ])  # fmt: skip


def _code(code: str, chance: random.Random) -> str:
    return _both_ways(chance.choice([code, code, code.lower(), " ".join((code[:8], code[8:])), f"'{code}"]), chance)


def _organisation(code: str, chance: random.Random) -> str:
    bare = code.replace("-", "")
    return chance.choice([code, bare, code.replace("-", "—"), code.replace("-", "－"), f"{bare[:8]} - {bare[8]}"])


def _person(number: str, chance: random.Random) -> str:
    return chance.choice([
        number, number, number.lower(), f"'{number}", f"{number[:6]} {number[6:14]} {number[14:]}", f"身份证：{number}", f"{number}\t",
        "".join(chr(ord(one) + 0xFEE0) for one in number),
    ])  # fmt: skip


def _phone(meant: str, chance: random.Random) -> str:
    if meant.startswith("1"):
        return chance.choice(
            [meant, f"{meant[:3]} {meant[3:7]} {meant[7:]}", f"{meant[:3]}-{meant[3:7]}-{meant[7:]}", f"手机：{meant}"]
        )
    area, number = meant[:4], meant[4:]
    return chance.choice([
        f"{area}-{number}", f"{area} {number}", f"({area}){number}", f"（{area}）{number}", f"{area}{number}", f"{area}—{number}",
        f"电话：{area}-{number}", f"{area}-{number}(办)",
    ])  # fmt: skip


def _postcode(code: str, chance: random.Random) -> CellContent:
    ways: list[CellContent] = [code, code, f" {code}", int(code)]
    return chance.choice(ways)


def _town(town: str, scheme: Scheme, chance: random.Random) -> str:
    assert scheme.towns is not None
    one = next(one for one in scheme.towns.towns if one.name == town)
    text = chance.choice([one.name, one.name, one.name, f"太仓市{one.name}", *one.aliases])
    return "".join(_TRADITIONAL.get(sign, sign) for sign in text) if chance.random() < 0.1 else text


WORDS: Mapping[str, Sequence[str]] = {
    "surname": ["钱", "孙", "周", "吴", "郑", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "尤", "许", "何", "吕", "施"],
    "given": ["知远", "海宁", "思琪", "明诚", "晓彤", "敏", "佳", "建国", "丽华", "志强", "宇航", "静怡", "伟"],
    "trade": ["轴承", "纺织", "食品", "化工", "电子", "物流", "包装", "塑料", "机械", "建材", "仓储", "服饰", "家具", "印刷", "仪表"],
    "form": ["有限公司", "股份有限公司", "科技有限公司", "制造有限公司", "（太仓）有限公司", "贸易有限公司", "厂"],
    "industry": ["通用设备制造业", "纺织业", "C制造业", "化学原料和化学制品制造业", "仓储业", "批发和零售业"],
    "street": ["样例东路", "样例路", "样例大道", "样例街", "样例港路"],
    "sentence": [
        "公司重视信用管理，制度健全。", "近三年无失信记录，按期纳税。", "合同履约率连续三年在99%以上；客户满意。",
        "建立了客户档案（含电子档案）。",
    ],
}  # fmt: skip


def _enterprise(number: int, scheme: Scheme, chance: random.Random) -> MadeUpEnterprise:
    def word(kind: str) -> str:
        return chance.choice(WORDS[kind])

    town = chance.choice(scheme.town_names)
    body = f"9900{number % 10000:04}"
    organisation = f"{body}-{organisation_check_digit(body)}"
    unified = f"9132058{chance.choice('5')}{organisation.replace('-', '')}"
    unified += uscc.calc_check_digit(unified)
    registration = f"320585{chance.randrange(10**8):08}"
    registration += mod_11_10.calc_check_digit(registration)
    born = date(chance.randrange(1955, 1990), chance.randrange(1, 13), chance.randrange(1, 29))
    person = f"320522{born:%Y%m%d}{chance.randrange(1000):03}"
    founded = date(chance.randrange(1990, 2016), chance.randrange(1, 13), chance.randrange(1, 29))
    currency = chance.choice(["人民币"] * 5 + ["美元", "欧元"])
    street, gate = word("street"), chance.randrange(1, 300)
    name = f"太仓{chance.choice(['样例', '示例', '虚拟'])}{number}号{word('trade')}{word('form')}"
    paragraphs = [
        f"　　{''.join(word('sentence') for _ in range(chance.randrange(1, 4)))}" for _ in range(chance.randrange(1, 4))
    ]
    fields: dict[str, Meant] = {
        "applicant.name": name,
        "applicant.organization_code": organisation,
        "applicant.registration_number": registration,
        "applicant.unified_social_credit_code": unified,
        "applicant.legal_representative": word("surname") + word("given"),
        "applicant.legal_representative_id": person + ric.calc_check_digit(f"{person}0"),
        "applicant.established_on": founded,
        "applicant.registered_capital": (Decimal(chance.choice([50, 100, 300, 500, 800, 1200, 5000, 12000])) * 10000, currency),
        "applicant.industry": word("industry"),
        "applicant.locality": chance.choice(["江苏省太仓市", "太仓市", f"太仓市{town}"]),
        "applicant.registered_address": f"江苏省太仓市{town}{street}{gate}号",
        "applicant.business_address": f"太仓市{town}{street}{gate}号{chance.choice(['', '3幢', '，东门', '（南区）'])}",
        "applicant.postcode": f"2154{chance.randrange(100):02}",
        "applicant.phone": chance.choice([f"0512532{chance.randrange(10**5):05}", f"138{chance.randrange(10**8):08}"]),
        "applicant.fax": f"0512532{chance.randrange(10**5):05}",
        "applicant.main_business": f"{word('trade')}的研发、制造和销售，{word('trade')}的批发",
        "applicant.town": town,
        "applicant.contact_person": word("surname") + word("given"),
        "application.applied_on": date(2018, 6, chance.randrange(1, 9)),
        "application.reasons": "\n".join(paragraphs),
        "commitment.signed_on": date(2018, 7, chance.randrange(1, 29)),
        "recommendation.serious_dishonesty": "无",
        "recommendation.credit_report_number": f"TC2018-{chance.randrange(10**4):04}",
    }  # fmt: skip
    scores = {row.id: chance.choice([*row.points_by_level]) for row in scheme.indicators.values()}
    return MadeUpEnterprise(name, fields, scores)


def _written(field_id: str, meant: Meant, unit: str, scheme: Scheme, chance: random.Random) -> CellContent:
    """A value as somebody writes it."""
    if isinstance(meant, date):
        return _day(meant, chance)
    if isinstance(meant, tuple):
        return _capital(meant, unit, chance)
    writers: Mapping[str, Callable[[str, random.Random], CellContent]] = {
        "organization_code": _organisation,
        "registration_number": _code,
        "unified_social_credit_code": _code,
        "legal_representative_id": _person,
        "phone": _phone,
        "fax": _phone,
        "postcode": _postcode,
        "town": lambda text, chance: _town(text, scheme, chance),
        "name": lambda text, chance: chance.choice([text, text, f" {text}　"]),
    }
    writer = writers.get(field_id.partition(".")[2])
    return writer(meant, chance) if writer else meant


# -------------------------------------------------------------------------------------------------------- headings


def _heading(field_id: str, scheme: Scheme, chance: random.Random) -> tuple[str, str]:
    """A heading for a field, and the unit that it says."""
    one = scheme.fields[field_id]
    names = [one.label, one.label, one.label, *one.aliases]
    if field_id == "applicant.legal_representative_id":
        names = [name for name in names if "法" in name]  # behind another person 身份证号 alone may be that person's
    text = chance.choice(names)
    unit = ""
    if chance.random() < 0.2 and len(text) > 2:
        text = text.replace("时间", "日期") if chance.random() < 0.5 else text.replace("日期", "时间")
    if isinstance(one.label, str) and field_id == "applicant.registered_capital" and chance.random() < 0.5:
        unit = chance.choice(["万元", "万元", "元"])
        text += chance.choice(["（{}）", "(单位：{})", "/{}", "（人民币{}）"]).format(unit)
    elif field_id == "applicant.established_on" and chance.random() < 0.3:
        text += chance.choice(["（年月日）", "（如2018-06-05）", "(YYYY-MM-DD)"])
    elif chance.random() < 0.2:
        text += chance.choice(["（必填）", "*", "：", "（请如实填写）", "★", "\n（与证照一致）"])
    if chance.random() < 0.15:
        text = chance.choice(["1、", "2．", "（3）", "⑦", "九、", "04 ", "*", "★"]) + text
    if chance.random() < 0.1:
        text = "".join(_TRADITIONAL.get(sign, sign) for sign in text)
    if chance.random() < 0.1 and len(text) < 6:
        text = chance.choice([" ", "　", "\n"]).join(text)
    return text, unit


_UNKNOWN = ("备注", "企业性质", "员工人数", "法定代表人手机", "开户银行", "上年度产值（万元）")
_ABOVE: tuple[list[CellContent], ...] = (
    ["2018年企业信用管理贯标申报企业名单"],
    ["填报单位：沙溪镇", "", "填报日期：2018年6月5日"],
    [],
    ["说明：带*号的必填，企业名称与营业执照一致。"],
)
_BELOW: tuple[list[CellContent], ...] = (
    ["填报人：张三 13812345678"],
    ["填表人：张三", "", "审核人：李四", "日期：2018年6月5日"],
    ["合 计"],
    ["共 12 家"],
    ["注：1、本表一式三份；2、6月8日前报送。"],
    ["单位（盖章）"],
    ["2018年6月5日"],
    ["联系电话：0512-53520000"],
    ["太仓市沙溪镇人民政府"],
    ["-", "-", "-", "-"],
    [0, 0, 0, 0],
    ["第1页 共2页"],
    ["负责人（签字）："],
    ["填 表 说 明"],
)


def made_up_table(scheme: Scheme, first: int, count: int, chance: random.Random) -> MadeUpTable:
    """A table of so many enterprises, numbered from `first`."""
    enterprises = tuple(_enterprise(first + one, scheme, chance) for one in range(count))
    offered = [field_id for field_id in enterprises[0].fields if field_id != "applicant.name"]
    columns = chance.sample(offered, chance.randrange(7, len(offered) + 1))
    columns.insert(0 if chance.random() < 0.8 else chance.randrange(len(columns)), "applicant.name")
    heads = {field_id: _heading(field_id, scheme, chance) for field_id in columns}
    extra = chance.sample(_UNKNOWN, chance.randrange(3))
    numbered = chance.random() < 0.5
    lead: list[CellContent] = ["序号"] if numbered else []
    rows = [list(row) for row in chance.sample(_ABOVE, chance.randrange(3))]
    head, again = len(rows), 0
    rows.append([*lead, *(heads[field_id][0] for field_id in columns), *extra])
    meant: list[MadeUpEnterprise] = []
    for number, one in enumerate(enterprises, 1):
        said: dict[str, Meant] = {}
        cells: list[CellContent] = [number] if numbered else []
        for field_id in columns:
            if field_id != "applicant.name" and chance.random() < 0.04:
                cells.append(chance.choice(["", "", "/", "无", "—"]) if field_id == "applicant.fax" else "")
                continue
            said[field_id] = one.fields[field_id]
            cells.append(_written(field_id, one.fields[field_id], heads[field_id][1], scheme, chance))
        rows.append([*cells, *("x" for _ in extra)])
        meant.append(MadeUpEnterprise(one.name, said))
        if chance.random() < 0.05:
            rows.append([])
        if chance.random() < 0.02:
            rows.append(list(rows[head]))
            again += 1
    below = chance.sample(_BELOW, chance.randrange(4))
    place = chance.choice([0, 0, columns.index("applicant.name") + len(lead)])
    rows += [[*("" for _ in range(place)), *row] for row in below]
    return MadeUpTable(rows, [], tuple(meant), len(below) + again)


def with_scores(table: MadeUpTable, scheme: Scheme, first: int, chance: random.Random) -> MadeUpTable:
    """The same table with a sheet of scores, in the words that people use for them."""
    headers = score_headers(scheme)
    assert headers is not None
    given = {one.name: _enterprise(first + at, scheme, chance).scores for at, one in enumerate(table.enterprises)}
    habits = [chance.randrange(5) for _ in table.enterprises]
    rows: list[list[CellContent]] = [[*headers.texts, *given]]
    for row in scheme.indicators.values():
        words = {one.level.id: one.text for one in row.standards}
        cells = [
            _score(row.points_by_level, words, given[name][row.id], habit, chance)
            for name, habit in zip(given, habits, strict=True)
        ]
        rows.append([row.id, row.aspect, row.text, row.points, *(one.text for one in row.standards), *cells])
    if chance.random() < 0.5:
        rows[1:] = chance.sample(rows[1:], len(rows) - 1)
    enterprises = tuple(MadeUpEnterprise(one.name, one.fields, given[one.name]) for one in table.enterprises)
    return MadeUpTable(table.rows, rows, enterprises, table.left_out)


def _score(
    worth: Mapping[str, Decimal], words: Mapping[str, str], level: str, habit: int, chance: random.Random
) -> CellContent:
    """A score in the manner of one who fills in a column: labels, points, the row's own words, ticks, or all mixed."""
    points = worth[level]
    plain = int(points) if points == points.to_integral_value() else float(points)
    label = {"full": "满分", "half": "半分值", "zero": "零分"}[level]
    ticks = {"full": "√", "half": "半", "zero": "零" if words[level].startswith("严重") else "×"}[level]
    ways: list[CellContent] = [label, plain, words[level], ticks]
    if habit < len(ways):
        return ways[habit]
    return chance.choice(
        [*ways, f"{plain}分", f"{label}（{plain}分）", label[0] if label[0] in "满半零" else label, f"{plain} 分"]
    )
