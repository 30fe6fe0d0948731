"""Made-up enterprises for measurements and for tests. All are valid, all are different, and they are the same every time.

`record(number)` depends only on its number, so the first twenty of a hundred are the same as the first twenty of a thousand.
The identity numbers of persons have the sequence 000, which no real person gets. The enterprises' codes begin with 99, like
those of the samples.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta

from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

from benchmarks.reasons import Firm, Limits, person, reasons
from formgen.record.kinds.identifiers import organisation_check_digit
from formgen.scheme.models import Scheme

SEED = 2018
POSTCODES = ("215400", "215411", "215413", "215415", "215421", "215431", "215433", "215434")
BIRTH_PLACES = ("320522", "320585", "320502", "310114", "330106", "340102", "410105")
FIRST = "安宝昌晨诚德鼎丰富格冠国海汉恒宏华汇佳建金锦精景凯康力联隆茂铭宁鹏普启庆荣瑞润盛泰腾威祥欣信兴旭益永裕泽展正志中璟昇喆堃镕"
SECOND = "邦成创达东发方飞风光豪和嘉科乐利林美能平奇强仁森升士特天通途伟文翔新雅业艺义盈友元源远悦云运真智众珺玥淼燊"
TRADES = (
    ("精密机械", "通用设备制造业", "精密轴承座、减速机壳体及非标零部件的研发、生产与销售"),
    ("汽车零部件", "汽车制造业", "ABS传感器支架、EPS壳体等汽车零部件的生产、加工"),
    ("新材料科技", "化学原料和化学制品制造业", "PA66、PBT改性工程塑料的研发与生产"),
    ("化纤纺织", "纺织业", "差别化涤纶短纤及纱线的生产；自营和代理各类商品的进出口业务"),
    ("电子", "计算机、通信和其他电子设备制造业", "0.4mm间距连接器、FPC组件的生产"),
    ("物流", "道路运输业", "普通货运、仓储服务（不含危险品）、集装箱拖车"),
    ("食品", "食品制造业", "肉松、糟油等太仓特产的加工与销售"),
    ("建设工程", "房屋建筑业", "市政公用工程、园林绿化工程施工"),
    ("环保设备", "专用设备制造业", "VOCs治理、RTO焚烧及MBR污水处理设备的设计与安装"),
    ("医疗器械", "专用设备制造业", "Ⅱ类医疗器械（6815注射穿刺器械）的生产"),
    ("软件", "软件和信息技术服务业", "MES、WMS软件的开发与技术服务"),
    ("家居用品", "家具制造业", "实木家具、床垫及配件的制造，“三包”服务"),
)
ENDINGS = ("有限公司", "股份有限公司", "（太仓）有限公司", "（中国）有限公司", "集团有限公司")
ROADS = ("样例路", "示范大道", "北京西路", "郑和中路", "人民南路", "新港中路", "滨江南路", "娄江路")
OPINIONS = ("经初审，材料齐全，符合申报条件，同意上报。", "情况属实，同意。", "经审核，同意该企业开展信用管理贯标。",
            "同意。", "该企业近3年无失信记录，纳税信用A级，同意推荐。")  # fmt: skip
FOREIGN = ("Klaus Müller", "山本健一", "O'Connor, Séan", "Jean-Luc Besson", "KIM MIN SU")
LAST_DAY = date(2018, 6, 8)


def records(scheme: Scheme, count: int, limits: Limits | None = None) -> Iterator[str]:
    """The first `count` records as JSON text. Each text is one line, so joined by line feeds they are JSON Lines."""
    for number in range(count):
        yield record(scheme, number, limits)


def record(scheme: Scheme, number: int, limits: Limits | None = None) -> str:
    """The record of one enterprise as JSON text. number: from 0 to 99,999. limits: the limits of its reasons."""
    chance = random.Random(f"{SEED} {number}")
    town = chance.choice(scheme.town_names)
    trade, industry, product = chance.choice(TRADES)
    brand = _brand(number)
    founded = date(1992, 1, 1) + timedelta(days=chance.randrange(23 * 365))
    applied = LAST_DAY - timedelta(days=chance.randrange(25))
    firm = Firm(brand + trade, town, product.partition("；")[0], founded.year, founded.month)
    code = f"99{number:06}"
    code += organisation_check_digit(code)
    road = f"{chance.choice(ROADS)}{chance.randint(1, 999)}号"
    address = f"江苏省太仓市{town}{road}"
    found: dict[str, object] = {
        "applicant": {
            "name": f"太仓{brand}{trade}{chance.choices(ENDINGS, (12, 2, 2, 1, 1))[0]}",
            "organization_code": f"{code[:8]}-{code[8]}",
            "registration_number": _registration_number(number),
            **_representative(chance),
            "established_on": chance.choice((founded.isoformat(), f"{founded.year}年{founded.month}月{founded.day}日")),
            "registered_capital": _capital(chance),
            "industry": industry,
            "locality": f"江苏省太仓市{town}",
            "registered_address": address,
            "business_address": address if chance.random() < 0.5 else f"{address}{chance.randint(1, 9)}幢A{chance.randint(1, 30)}室",
            "postcode": chance.choice(POSTCODES),
            "phone": f"0512-5320{number % 10000:04}" + ("" if chance.random() < 0.6 else f"转{chance.randint(100, 899)}"),
            "fax": f"0512-5321{number % 10000:04}",
            "main_business": product,
            "town": town,
            "unified_social_credit_code": _unified_code(code),
            "contact_person": person(chance),
        },
        "application": {"applied_on": applied.isoformat(), "reasons": reasons(chance, firm, limits or Limits())},
        "commitment": {"signed_on": (applied + timedelta(days=chance.randrange(5, 50))).isoformat()},
        "self_assessment": {"scores": _scores(scheme, chance)},
    }  # fmt: skip
    reviewed = applied
    for office in ("county_review", "city_review", "province_review")[: chance.choice((0, 1, 2, 3, 3))]:
        reviewed += timedelta(days=chance.randint(3, 12))
        found[office] = {"opinion": chance.choice(OPINIONS), "reviewed_on": reviewed.isoformat()}
    return json.dumps(found, ensure_ascii=False)


def _brand(number: int) -> str:
    """Two or three characters. No other number has the same ones."""
    third, rest = divmod(number, len(FIRST) * len(SECOND))
    return FIRST[rest % len(FIRST)] + SECOND[rest // len(FIRST)] + (FIRST[third] if third else "")


def _registration_number(number: int) -> str:
    body = f"32058500{number:06}"
    return body + mod_11_10.calc_check_digit(body)


def _unified_code(organisation: str) -> str:
    body = f"91320585{organisation}"
    return body + uscc.calc_check_digit(body)


def _representative(chance: random.Random) -> dict[str, object]:
    """A legal representative with an identity number. One in ten has a passport instead."""
    if chance.random() < 0.1:
        number = f"C{chance.randrange(10**7):07}"
        return {
            "legal_representative": chance.choice(FOREIGN),
            "legal_representative_id": {"document": "passport", "number": number},
        }
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(40 * 365))
    body = f"{chance.choice(BIRTH_PLACES)}{born:%Y%m%d}000"
    return {
        "legal_representative": person(chance),
        "legal_representative_id": body + ric.calc_check_digit(body + "0"),
    }


def _capital(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return f"{chance.randint(10, 9000)}万{chance.choice(('美元', '欧元', '日元', '港元'))}"
    return f"{chance.choice((50, 100, 500, 1000, 1018, 2000, 5000, 12800))}万元人民币"


def _scores(scheme: Scheme, chance: random.Random) -> dict[str, str]:
    """A level for every row of the sheet. It is allowed in its row and never contradicts the commitment letter."""
    refused = {
        (rule.indicator, level) for rule in scheme.rules if rule.kind == "score_contradicts" for level in rule.levels
    }
    often = chance.uniform(0.4, 0.98)
    found = {}
    for indicator in scheme.indicators.values():
        lower = [level.id for level in indicator.levels[1:] if (indicator.id, level.id) not in refused]
        best = indicator.levels[0].id
        found[indicator.id] = best if not lower or chance.random() < often else chance.choice(lower)
    return found
