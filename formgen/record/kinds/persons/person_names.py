"""Reads the name of a person: what people write beside it (sex, age, title, telephone number) is no part of it.

    沈明诚，男      沈明诚（总经理）      沈明诚 13812345678      沈明诚先生

The name alone is taken where nobody can doubt which words are the name, and a warning says so. Where one can, the text stays
whole, and a warning says what seems wrong. Names of several words, of peoples with · and from abroad, and organisations that are
partners (`某中心（委派代表：周敏）`) stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from formgen.foundation.problems import Severity
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.findings import Finding

_OF_PERSON = re.compile(
    r"(?:姓名|(?<!从业)(?<!职工)人员?|经营者|联络员|专员|管理员|[队校院厂店站所]长|法人代表|法定代表)$"
)
_IDEOGRAPH = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af〇]"
_DOTTED = re.compile(rf"{_IDEOGRAPH}{{1,12}}(?:[·•‧・]{_IDEOGRAPH}{{1,12}}){{1,4}}")
_SHORT = re.compile(rf"{_IDEOGRAPH}{{2,4}}")
_LONG = re.compile(rf"{_IDEOGRAPH}{{5,9}}")
"""A name of a people whose names are longer, written without dots: `阿不都热依木`."""
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.'’]*(?:[ ,-]+[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.'’]*)*")
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳鲍史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于时傅皮卞齐康伍余元顾孟平黄穆萧肖尹姚邵湛汪祁毛狄米贝明臧计成戴宋茅庞熊纪舒屈项祝董梁杜阮"
    "蓝闵季贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓单洪包左石崔吉钮龚程邢裴陆荣翁荀于惠曲"
    "封储靳段焦巴谷车侯全班仲宫宁仇栾甘厉祖武符刘景詹龙叶黎白蒲赖卓屠池乔闻党谭申冉桑桂牛边温庄晏柴瞿阎闫连习艾向古易廖耿匡文寇"
    "东欧曾关游岳帅付代佟覃邸涂冷辛聂简饶沙丰巢隋商佘伏仝"
)
"""Surnames of one character that are common enough to be a sign of a person's name."""
_COMPOUND = frozenset(
    (
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "端木",
        "南宫",
        "独孤",
    )
)
_TITLE = (
    r"(?:先生|女士|小姐|同志|(?:副)?(?:总经理|总裁|董事长|厂长|院长|校长|局长|处长|科长|所长|站长|店长|部长|队长|主任|主管|书记)"
    r"|经理|会计|出纳|总监|老师傅|老师|老板|师傅|执行董事|监事|董事|秘书|助理|文员|内勤|工程师|法(?:定|人)代表人?|法人|负责人|实际控制人|股东|联系人|经办人)"
)
_ROLE = rf"(?:[\u4e00-\u9fff]{{0,8}}{_TITLE}|总工|(?:[\u4e00-\u9fff]{{0,6}}副|老)总|职务|Mr\.?|Mrs\.?|Ms\.?)"
_DEPARTMENT = (
    r"(?:财务|行政|人事|人力资源|销售|市场|营销|生产|技术|采购|质量|质检|品质|品管|仓储|物流|安全|安环|环保|研发|工程|综合|总务|后勤|外贸|业务|企管|法务|信用|合规|总经理|办公)+"
    r"(?:管理)?(?:部|科|处|室|中心|办|办公室|车间)"
)
_OTHER = (
    rf"{_DEPARTMENT}|"
    r"(?:性别)?[男女]|(?:年龄|现年)?[0-9]{1,3}周?岁|[0-9]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:出?生)?|(?:19|20)[0-9]{2}\.[0-9]{1,2}"
    r"|(?:本科|大专|中专|高中|初中|硕士|博士|研究生|大学)(?:学历|毕业)?|[\u4e00-\u9fff]{1,4}族|(?:中共)?党员|群众"
    r"|(?:联系|办公|移动)?(?:电话|手机|座机|方式|号码|固话)(?:号码?)?|tel|mobile|phone|[\w.-]+@[\w.-]+|(?:QQ|微信)(?:号码?)?[0-9A-Za-z_-]*|(?:微信|手机|电话)?同号?(?:微信|号)?"
)
_BESIDE = re.compile(rf"{_ROLE}|{_OTHER}", re.IGNORECASE)
_GLUED = re.compile(rf"(?P<name>.{{1,40}}?)(?P<title>{_TITLE})")
_NOT_IN_NAMES = frozenset("部室科处间务目域级产售术司厂副总长办店会业程管项")
"""Characters of departments and ranks: of a text with one of them before a title (`车间主任`) nobody can say that it is a name."""
_ORGANISATION_ENDS = frozenset("司厂店社所院部站行馆场坊会铺庄")
_NUMBER = re.compile(
    r"(?<![0-9])(?:(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|\(?0[0-9]{2,3}[) -]{0,2}[2-9][0-9]{2,3}[ -]?[0-9]{4}"
    r"|[2-9][0-9]{7})(?:(?: ?转 ?|-| ?分机 ?)[0-9]{1,6})?(?![0-9])"
)
"""A telephone number, with its extension."""
_BETWEEN = re.compile(r"[\s,、;:。/|()\[\]【】_-]+")
_FOREIGN_TITLE = re.compile(r"(?:Mr|Mrs|Ms)\.? ", re.IGNORECASE)
_MARKS = re.compile(r"[,;:/|)\]】、。]$")
_BEFORE = re.compile(
    rf"(?:法(?:定|人)代表人?|法人|联系人|经办人|负责人|总经理|董事长|{_DEPARTMENT})(?={_IDEOGRAPH}{{2,4}}$)"
)
"""A title or a department before a name, without anything between: `负责人沈明诚`."""
_AND = re.compile(rf"({_IDEOGRAPH}{{2,4}}?)(?:以及|[和与及])({_IDEOGRAPH}{{2,4}})")
_REMEDY = "这一栏只写姓名；别的写到它自己的栏目"


@dataclass(frozen=True, slots=True)
class _NamePiece:
    """A piece of a text between two signs. begin, end: where it stands in the text."""

    text: str
    begin: int
    end: int

    @property
    def is_name(self) -> bool:
        """True if it can be a name, with a title behind it or without one."""
        if _cut_title(self.text) != self.text:
            return True
        return _is_name(self.text) and not _BESIDE.fullmatch(self.text)

    @property
    def is_beside(self) -> bool:
        """True if it is a title, a department, a sex or the like, and names nobody."""
        names_one = _is_surname_with_title(self.text) or _cut_title(self.text) != self.text
        return _BESIDE.fullmatch(self.text) is not None and not names_one


def is_of_person(label: str) -> bool:
    """True for the label of a field that takes the name of a person: `负责人`, `经办人姓名`."""
    return _OF_PERSON.search(label) is not None


def begins_as_person(text: str) -> bool:
    """True for two to four ideographs that begin with a surname: a person's name, or a firm's short one."""
    return _SHORT.fullmatch(text) is not None and _begins_as_name(text)


def read_person_name(text: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the name in a text, and what was found beside it. The text is returned whole where its name is in doubt."""
    text = text.strip()
    plain = half_width(text)
    bare = _NUMBER.sub(lambda number: "|" * len(number[0]), plain)
    pieces = _pieces(bare)
    names = [piece for piece in pieces if not piece.is_beside]
    if len(pieces) == 1 and bare == plain:
        only = pieces[0]
        name, findings = _glued(text[only.begin : only.end], only.text)
        marked = only.text != plain and not findings and only.is_name and _MARKS.search(plain)
        return (name, (_marks(),)) if marked else (text, ()) if not findings else (name, findings)
    if all(len(piece.text) == 1 for piece in pieces) and bare == plain and not re.search("[(/,、]", plain):
        return text, ()
    if len(names) == 1 and (names[0].is_name or _without_title(names[0].text) or _is_surname_with_title(names[0].text)):
        name, findings = _glued(text[names[0].begin : names[0].end], names[0].text)
        return name, findings if _told_beside(findings) else (_beside(), *findings)
    if not names:
        return text, (_told("person.only-title", "只写了职务、称呼、电话一类的话，没有写姓名", "写上姓名"),)
    return text, _doubts(plain, names)


def _pieces(plain: str) -> list[_NamePiece]:
    """The pieces of a text. A name in Latin letters is one piece with its spaces."""
    pieces: list[_NamePiece] = []
    at = 0
    while at < len(plain):
        if between := _BETWEEN.match(plain, at):
            at = between.end()
            continue
        title = _FOREIGN_TITLE.match(plain, at)
        found = title or _LATIN.match(plain, at)
        end = found.end() if found and (found.end() == len(plain) or title or _ends(plain, found.end())) else -1
        if end < 0:
            following = _BETWEEN.search(plain, at)
            end = following.start() if following else len(plain)
        pieces.append(_NamePiece(plain[at:end].rstrip(" ,"), at, at + len(plain[at:end].rstrip(" ,"))))
        at = end
    return pieces


def _ends(plain: str, at: int) -> bool:
    return _BETWEEN.match(plain, at - 1) is not None or _BETWEEN.match(plain, at) is not None


def _is_name(text: str) -> bool:
    if _LONG.fullmatch(text):
        return not (_NOT_IN_NAMES | _ORGANISATION_ENDS).intersection(text)
    return bool(_SHORT.fullmatch(text) or _DOTTED.fullmatch(text) or _LATIN.fullmatch(text))


def _is_surname(text: str) -> bool:
    return text in _SURNAMES or text in _COMPOUND


def _begins_as_name(text: str) -> bool:
    return text[0] in _SURNAMES or text[:2] in _COMPOUND


def _is_surname_with_title(text: str) -> bool:
    """True for `王经理`, `欧阳先生`: somebody of whom only the surname is known."""
    if len(text) == 2 and text[1] == "总":
        return _is_surname(text[0])
    found = _GLUED.fullmatch(text)
    return found is not None and _is_surname(found["name"])


def _cut_title(text: str) -> str:
    """The name before a title that is written without anything between: `沈明诚总经理`; else the text itself."""
    found = _GLUED.fullmatch(text)
    if found is None:
        return text
    name = found["name"]
    if _DOTTED.fullmatch(name):
        return name
    is_han = _SHORT.fullmatch(name) is not None and not _is_surname(name)
    if (
        is_han
        and _begins_as_name(name)
        and not _NOT_IN_NAMES.intersection(name)
        and (len(name) < 4 or name[:2] in _COMPOUND)
    ):
        return name
    return text


def _without_title(text: str) -> str:
    """The name behind a title or a department that is written without anything between; empty for any other text."""
    before = _BEFORE.match(text)
    return text[before.end() :] if before and _begins_as_name(text[before.end() :]) else ""


def _glued(text: str, plain: str) -> tuple[str, tuple[Finding, ...]]:
    """Read a text without any sign between its words."""
    if _is_surname_with_title(plain):
        return text, (_told("person.only-surname", "只写了姓和称呼，没有写姓名", "写上全名"),)
    name = _cut_title(plain)
    if name != plain:
        return text[: len(name)], (_beside(),)
    if name := _without_title(plain):
        return text[len(plain) - len(name) :], (_beside(),)
    if _GLUED.fullmatch(plain) or _BESIDE.fullmatch(plain):
        message = "像是写着职务、称呼一类的话，不是姓名"
        return text, (_told("person.only-title", message, "这一栏只写姓名；确是姓名的不必理会"),)
    return text, _doubts(plain, [])


def _doubts(plain: str, names: list[_NamePiece]) -> tuple[Finding, ...]:
    """What seems wrong with a text that stays whole. names: its pieces that are neither titles nor the like."""
    both = _AND.fullmatch(plain)
    texts = [both[1], both[2]] if both else [piece.text for piece in names]
    is_parted = re.search("[,、;/|]", plain) is not None
    persons = all(_SHORT.fullmatch(one) or _DOTTED.fullmatch(one) or _is_surname_with_title(one) for one in texts)
    known = all(len(one) >= 2 and _begins_as_name(one) for one in texts)
    if len(texts) >= 2 and persons and (is_parted or (known and "(" not in plain and texts[0] not in _COMPOUND)):
        message = "像是写了不止一个人，会照样印出来"
        return (_told("person.several", message, "这一栏只写一个人的姓名；确是这样的不必理会"),)
    is_whole = bool(texts) and len(texts[0]) == 3 and texts[0][0] in _SURNAMES and texts[0][:2] not in _COMPOUND
    is_marked = is_whole or re.search(r"[(\[【,;:/]", plain) is not None
    han = [one for one in texts[1:] if not _LATIN.fullmatch(one)]
    if (
        len(texts) >= 2
        and _SHORT.fullmatch(texts[0])
        and texts[0][-1] not in _ORGANISATION_ENDS
        and is_marked
        and han
        and len(han) == len(texts) - 1
    ):
        return (_told("person.more", "姓名后面还有别的话，会照样印出来", "这一栏只写姓名；确是这样的不必理会"),)
    return ()


def _beside() -> Finding:
    return _told("person.beside-name", "姓名旁边写着性别、职务、电话一类的话，只取了姓名", _REMEDY)


def _marks() -> Finding:
    return _told("person.marks", "姓名前后有标点，没有用", "核对这一栏，删去标点")


def _told_beside(findings: tuple[Finding, ...]) -> bool:
    return any(one.code == "person.beside-name" for one in findings)


def _told(code: str, message: str, remedy: str) -> Finding:
    return Finding(code, message, remedy, Severity.WARNING)
