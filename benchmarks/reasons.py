"""Makes texts for 申请贯标的理由 as enterprises write them: all different, of any length, with Latin words and figures."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

PLACE_WIDTH = 33.0
"""The ems that a line surely holds. The form's line has 35 ems, but a word or a mark may have to go to the next line."""
LATIN_WIDTH = 0.6
"""The largest average width of Latin letters and figures, in ems."""

SYSTEMS = (
    "SAP ERP",
    "用友U8",
    "金蝶K/3 WISE",
    "Oracle NetSuite",
    "Salesforce CRM",
    "MES",
    "OA",
    "Power BI",
    "SRM 2.0",
    "PLM",
)
PARTNERS = (
    "Bosch Rexroth AG",
    "Schaeffler",
    "Siemens",
    "R&D Partners GmbH",
    "Müller Präzision",
    "Krones",
    "Tesla Inc.",
    "O'Brien & Sons",
    "TRUMPF",
    "Nestlé",
    "ABB",
    "Société Générale",
)
STANDARDS = (
    "ISO 9001:2015",
    "ISO 14001",
    "IATF 16949",
    "GB/T 23794-2015",
    "GB/T 19001-2016",
    "OHSAS 18001",
    "CE",
    "UL",
    "AEO",
)
LAWS = (
    "《中华人民共和国合同法》",
    "《江苏省企业信用管理规范》",
    "《企业信息公示暂行条例》",
    "《中华人民共和国产品质量法》",
    "《征信业管理条例》",
    "《江苏省社会法人失信惩戒办法（试行）》",
    "《诗·大雅》之“民亦劳止”及《论语》",
    "《企业内部控制基本规范》",
)
MOTTOES = (
    "守约、保质、准时",
    "一诺千金",
    "质量为本 信誉为先",
    "今天的信用就是明天的订单",
    "Trust is earned",
    "诚·信·精·进",
    "不做假账，不欠薪，不拖税",
    "说到‘做到’",
)
HONOURS = (
    "重合同守信用企业",
    "A级纳税人",
    "“AAA”级资信等级",
    "劳动保障信用等级A级单位",
    "苏州市名牌产品",
    "高新技术企业",
    "海关一般认证企业",
    "“环保信用绿色等级”",
)
SURNAMES = "沈陆王顾周陈钱吴徐朱禤郄璩仝亓佘"
GIVEN = (
    "玥",
    "璟",
    "珺",
    "昇",
    "喆",
    "堃",
    "镕",
    "㛃",
    "祎垚",
    "淼",
    "昱晟",
    "彧",
    "珩",
    "骞",
    "瑀",
    "玗琇",
    "燊",
    "頔",
    "赟",
    "明诚",
    "晓文",
    "建国",
    "秀英",
    "志强",
    "丽娟",
    "㙍安",
    "文䶮",
    "䴖",
)

OPENINGS = (
    "{short}成立于{year}年{month}月，现有员工{staff}人，主营{product}，{last}年销售收入{sales}。",
    "我公司{year}年{month}月在{town}注册，从事{product}，{last}年产值{sales}，员工{staff}人。",
    "本公司（{short}）主要产品为{product}，{last}年实现销售{sales}，其中出口占{percent}，职工{staff}名。",
    "{short}有职工{staff}人，{last}年销售{sales}。",
    "我公司是一家从事{product}的企业，{year}年{month}月设立，{last}年开票销售{sales}，在册员工{staff}人。",
)
CLOSINGS = (
    "特申请开展信用管理贯标。", "现申请贯标，请予受理。", "综上，我公司符合申报条件，自愿申请信用管理贯标。",
    "希望通过贯标补齐短板，特此申请。", "为此，我公司自愿申报，并对所报材料的真实性负责。",
)  # fmt: skip
SENTENCES = (
    "公司把“{motto}”写入企业方针，每年组织全体管理人员学习{law}，参学率{percent}。",
    "新员工入职均接受不少于{small}学时的诚信教育，{count}名业务人员签订了诚信责任书。",
    "总经理{person}为信用管理第一责任人，{person}任专职信用管理员，持有助理信用管理师证书。",
    "近三年依法纳税{sales}，未发生欠税、逃税行为，被评为{honour}。",
    "银行贷款本息均按期偿还，授信总额{sales}，实际用信率{percent}，无展期和逾期。",
    "合同履约率连续{small}年保持在{percent}以上，{last}年共签订合同{count}份，无一违约。",
    "已上线{system}与{system}，客户档案{count}户全部录入，资料完整率由{percent}提高到{percent}。",
    "与{partner}、{partner}等{small}家国外客户建立了长期合作关系，平均账期{days}天。",
    "产品通过{standard}和{standard}认证，{last}年出厂合格率{percent}，客户投诉{small}起，均在24小时内答复。",
    "制定了客户资信调查、授信审批、合同评审、应收账款分析等{small}项制度，共{count}条。",
    "{last}年末应收账款余额{sales}，逾期占比由上年的{percent}降至{percent}，坏账率{percent}。",
    "未发生重大质量、安全、环保事故，未被列入经营异常名录和严重违法失信企业名单。",
    "按时足额发放职工工资，{staff}名职工全部参加社会保险，公积金缴存比例{small}%。",
    "对供应商按A、B、C、D四级管理，{last}年淘汰D级供应商{small}家，新增A级{small}家。",
    "每季度召开一次信用分析会，由财务部{person}主持，形成纪要{small}份并归档。",
    "信用额度超过{money}的订单须经三级审批：销售员→信用管理员→分管副总。",
    "对照{law}逐条自查，发现问题{small}项，已整改{small}项，其余在{year2}年{month}月前完成。",
    "研发投入占销售收入的{percent}，拥有发明专利{small}项、实用新型{count}项。",
    "客户信用评分模型仍以经验为主，Z-score等量化方法（如Altman模型）刚开始试用。",
    "厂区占地{area}㎡，设备{count}台（套），其中DMG MORI五轴加工中心{small}台，定位精度±{micron}μm。",
    "先后获得{honour}、{honour}等称号。",
    "员工{person}、{person}、{person}被评为“诚信标兵”，各奖励{money}。",
    "在“信用太仓”网站公开承诺，主动接受社会监督；对失信行为实行“一票否决”。",
    "公司在{partner}的供应商评分中得{score}分（满分100），列{count}家供应商中的第{small}位。",
    "海外业务采用L/C、D/P和T/T三种结算方式，投保出口信用险{sales}，覆盖率{percent}。",
    "信用档案保存期不少于{small}年，电子档案每日{hour}:{minute}自动备份。",
    "下一步拟投入{money}，用{days}天完成CRM与{system}的数据对接，实现事前、事中、事后全过程管理。",
    "水、电、气费按月结清，{last}年用电{count}万kWh，万元产值能耗{energy}吨标准煤。",
    "委托信用服务机构开展第三方评价，合同编号为XY-{year2}-{count}。",
    "合同、订单、送货单、发票、回款五单相符，差错率低于{percent}，抽查{count}笔无一差错。",
    "信用管理工作与绩效考核挂钩，占部门考核分值的{small}%，逾期款每满{days}天扣{small}分。",
    "公司恪守契约精神，从未因合同纠纷被起诉，也没有被行政处罚的记录。",
    "对新客户一律先查后做：查工商登记、查诉讼、查失信被执行人、查实地经营场所。",
    "{year2}年起试行“红黄绿”三色预警，触发红色预警{small}次，追回货款{money}。",
    "食堂、宿舍、班车等后勤合同同样纳入评审，做到“凡合同，必评审”。",
    "参与起草{standard}相关的行业自律公约，倡议书由{count}家企业签署。",
)
HEADINGS = ("信用意识方面。", "信用记录方面。", "信用管理方面。", "不足与打算。")
NUMERALS = "一二三四"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for the length of reasons.

    shortest, longest  the limits in characters; every order of magnitude between them is equally likely (log-uniform)
    lines              the number of lines in the form's box; sentences are removed from a text that needs more. None for no
                       limit
    """

    shortest: int = 50
    longest: int = 1500
    lines: int | None = 24


@dataclass(frozen=True, slots=True)
class Firm:
    """The facts about an enterprise that its reasons use: its short name, its town, its business, and when it was founded."""

    short: str
    town: str
    product: str
    year: int
    month: int


def person(chance: random.Random) -> str:
    """A made-up name, often with a rare character."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN)


def reasons(chance: random.Random, firm: Firm, limits: Limits) -> str:
    """A text of a random length between the limits: several paragraphs that begin with two spaces, or one without them."""
    wanted = round(math.exp(chance.uniform(math.log(limits.shortest), math.log(limits.longest))))
    opening, closing = _said(chance, firm, chance.choice(OPENINGS)), chance.choice(CLOSINGS)
    body: list[str] = []
    remaining = list(SENTENCES)
    chance.shuffle(remaining)
    for pattern in remaining:
        sentence = _said(chance, firm, pattern)
        if (
            _length([opening, *body, sentence, closing]) <= wanted
            or _length([opening, *body, closing]) < limits.shortest
        ):
            body.append(sentence)
    while len(text := _arranged(opening, body, closing)) > limits.longest or _too_high(text, limits):
        body.pop()
    return text


def _length(sentences: list[str]) -> int:
    return sum(map(len, sentences))


def _too_high(text: str, limits: Limits) -> bool:
    return limits.lines is not None and lines_at_most(text) > limits.lines


def lines_at_most(text: str) -> int:
    """The largest number of lines that a text can take in its box of 附件2."""
    widths = (sum(LATIN_WIDTH if character < "\u2000" else 1 for character in line) for line in text.split("\n"))
    return sum(max(math.ceil(width / PLACE_WIDTH), 1) for width in widths)


def _arranged(opening: str, body: list[str], closing: str) -> str:
    """The sentences as a text: one paragraph if they are few, several if they are more, and numbered headings if many."""
    if len(body) < 3:
        return opening + "".join(body) + closing
    count = min(len(body) // 3, len(HEADINGS))
    size = math.ceil(len(body) / count)
    parts = ["".join(body[start : start + size]) for start in range(0, len(body), size)]
    if count > 1:
        parts = [f"{NUMERALS[at]}、{HEADINGS[at]}{part}" for at, part in enumerate(parts)]
    return "\n".join(f"　　{part}" for part in (opening, *parts, closing))


def _said(chance: random.Random, firm: Firm, pattern: str) -> str:
    """A pattern in which every word in braces is replaced, each time by a new choice."""
    pieces = pattern.split("{")
    return pieces[0] + "".join(
        _word(chance, firm, word) + rest for word, _, rest in (piece.partition("}") for piece in pieces[1:])
    )


def _word(chance: random.Random, firm: Firm, word: str) -> str:
    match word:
        case "short" | "town" | "product" | "year" | "month":
            return str(getattr(firm, word))
        case "system":
            return chance.choice(SYSTEMS)
        case "partner":
            return chance.choice(PARTNERS)
        case "standard":
            return chance.choice(STANDARDS)
        case "law":
            return chance.choice(LAWS)
        case "motto":
            return chance.choice(MOTTOES)
        case "honour":
            return chance.choice(HONOURS)
        case "person":
            return person(chance)
        case "last":
            return "2017"
        case "year2":
            return str(chance.randint(2015, 2018))
        case "staff":
            return str(chance.randint(8, 2600))
        case "small":
            return str(chance.randint(2, 12))
        case "count":
            return str(chance.randint(13, 980))
        case "days":
            return str(chance.choice((15, 30, 45, 60, 90, 120)))
        case "percent":
            return f"{chance.uniform(0.1, 99.9):.{chance.randint(0, 2)}f}%"
        case "sales":
            return f"{chance.uniform(1, 20):.2f}亿元" if chance.random() < 0.4 else f"{chance.randint(200, 9999):,}万元"
        case "money":
            return chance.choice(
                (f"{chance.randint(1, 90)}万元", f"US${chance.randint(5, 90)},000", f"{chance.randint(2, 9)}000元")
            )
        case "area":
            return f"{chance.randint(2000, 90000):,}"
        case "micron":
            return str(chance.randint(1, 9))
        case "score":
            return f"{chance.uniform(80, 100):.1f}"
        case "energy":
            return f"0.{chance.randint(10, 999):03}"
        case "hour" | "minute":
            return f"{chance.randint(0, 23):02}"
    raise KeyError(word)
