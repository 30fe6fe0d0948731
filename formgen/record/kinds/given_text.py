"""The checks that every value passes before the reader of its kind sees it.

Characters that stand for other characters are replaced by those characters. Text that was lost is refused. `无` and `/`
mean that there is no value. `见附件` is refused, because it refers to another place and cannot be printed; so is `同上`,
unless the scheme says which field it means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from formgen.foundation.problems import Severity
from formgen.record.kinds.characters import LINE_BREAKS, as_compared, refused_class
from formgen.record.kinds.findings import Finding, Outcome, wrong
from formgen.record.kinds.identifiers import number_for_text
from formgen.record.kinds.lost_text import lost_text
from formgen.record.kinds.persons.person_names import is_of_person, read_person_name
from formgen.record.kinds.stand_ins import as_meant

READ_AS_CODE = "text.read-as"
"""The code of the finding that some characters were read as other characters.

Each enterprise gets it only once, however many of its values have such characters.
"""
LISTED = 6


@dataclass(frozen=True, slots=True)
class TextHabits:
    """How the text of one kind of value is checked before its reader sees it.

    as_typed     True if the value is printed as it was typed. Then a finding reports characters that are read as others
    words        True if the value is words, in which every character counts. In numbers, invisible characters are removed
    paragraphs   True if the value is free text, which may contain questions, boxes to tick, and 无
    listed       True if the value is one text of a list. Nothing else is checked, because `none` and 无 may be on the list
    of_old       True if the value is an old code. An enterprise with a unified code no longer has it (国发〔2015〕33号), so
                 无 and 三证合一 are the usual answers
    line_break   the text that replaces a line break inside a number
    """

    as_typed: bool = False
    words: bool = False
    paragraphs: bool = False
    listed: bool = False
    of_old: bool = False
    line_break: str = " "


NUMBER = TextHabits()
AMOUNT = TextHabits(as_typed=True)
SEVERAL_NUMBERS = TextHabits(as_typed=True, line_break="、")
OLD_CODE = TextHabits(of_old=True)
ONE_PARAGRAPH = TextHabits(as_typed=True, words=True)
PARAGRAPHS = TextHabits(as_typed=True, words=True, paragraphs=True)
LISTED_TEXT = TextHabits(words=True, listed=True)

_NONE = re.compile(
    r"[-/\\—_~*×]+|\(?(?:(?:无|無|没有|暂无|尚无)(?:此项|数据|传真|电话|座机|固话|固定电话|此证|该证|证)?(?:号码?)?|空|空白|(?:尚|暂)?未(?:办理?|取得|领取|换证?|换发|安装|装|开通|设立?|配备)"
    r"|不适用|不涉及|N/?A|N\.A\.?|NIL)\)?[.。]?"
)
_TABS_FIRST, _TAB = re.compile(r"^[ \u3000]*\t[ \t\u3000]*", re.MULTILINE), re.compile(r" *\t[ \t]*")
"""Tabs before a paragraph, which word processors indent with, and tabs within one."""
_SAME_CODE = re.compile(
    r"(?:[无無]|没有)?[,;]?\(?已?(?:经)?(?:实行|办理|换发|完成)?[三五多七][证證]合一.{0,12}|(?:同|见|即|与).{0,6}(?:统一)?(?:社会)?信用代码.{0,6}|已(?:换证|换发|取消|注销|作废|并入)(?:为|成)?(?:统一)?(?:社会)?(?:信用代码)?证?"
)
_ELSEWHERE = re.compile(
    r"\(?(?:同上(?:地址)?|同前|同左|同右|同下|〃|略|待定|待补充?|待填|待核实|待办|另附|后补|见附[件表页].{0,8}|[详参]见.{1,12}|见(?:营业)?(?:执照|身份证|证照|证件|证书|复印件|扫描件|原件|材料|资料|另页|背面|章程|上|下|左|右).{0,4}"
    r"|[按照以依](?:照|据)?(?:营业)?执照.{0,6}"
    r"|如上|上同|[均皆]同上|[″\"]+|〃+|(?:无|没有|未|不)变(?:化|动|更)?|同[A-Z][列栏]|本人|法(?:定代表)?人本人|[同即]法(?:定代表)?人"
    r"|(?:工商)?注册(?:地址?|住所)|住所|(?:经营|办公)地址?"
    r"|[同与和跟](?:电话|座机|手机|传真)(?:号码?)?(?:相同|一致|一样)?|[同与和跟](?:工商|注册|登记|经营|办公|生产|住所|住址|单位|公司|企业|联系|法定代表|法人|上栏|左栏|上述|营业执照|执照|主营业务?)+"
    r"(?:地址|地点|住所|住址|场所|所在地|地|电话|手机|方式|人|代码|号码|号|范围|所示|上的?)*(?:相同|一致|一样)?)\)?[.。]?"
)

_PLACE_WORDS = (
    r"(?:公司|企业|单位)?(?:工商|注册|登记|经营|办公|住所|住址|上栏|左栏|上述|以上|上面?|前|营业执照|执照|证照)+"
)
_PLACE_ENDS = r"(?:地址|住所|住址|场所|所在地|地点|地|址)*[\"“”「」]?为?"
_SAME = re.compile(
    r"\(?[均皆]?(?:地址|住所|场所)?(?:同上述?(?:地址|地|址|栏)?|如上|上同|同前|同左侧?|[″\"]+|〃+|相同|一致|同一(?:地址|地点|地)"
    rf"|[同与和跟即][\"“”「」]?{_PLACE_WORDS}{_PLACE_ENDS}(?:相同|一致|一样|同一(?:地址|地点|地))?"
    r"|(?:工商)?(?:注册|登记)(?:地址|住所|地)?(?:同|相同|一致|一样)|住所(?:相同|一致|一样))\)?[.。]?"
)
"""Texts that mean “the same as the field above”, where the scheme says which field that is (`same_as`)."""

NOTHING_PATTERN = (
    r"^\s*[（(]?(?:[-/\\—_~*×－―–／\s]+|[暂尚]?[无無][^\r\n]{0,8}"
    r"|[\s\S]*(?:合一|信用代码|没有|未|不|此项|数据|空|换证|换发|取消|注销|作废|[Nn]\W?[Aa]|[Nn][Ii][Ll])[\s\S]*)[）)]?[.。]?\s*$"
)
"""The pattern of texts that mean “no value”, for the JSON Schema. It accepts a few more texts than `given_text` does."""
_BEGINNINGS = frozenset(
    "-/\\—_~*×－／―–−‐‑‒＼＿～＊(（无無没暂尚空未不NnＮｎ三五多七同见即与和跟已〃略待另后详参按照以依見與"
    '如上均皆地住場场本法注註工经經办辦相一″"＂'
)
"""The first characters of texts that mean “no value” or refer to another place. Any other text needs no further check."""


@dataclass(frozen=True, slots=True)
class GivenText:
    """A raw value ready for its reader.

    raw       the value; in a text, characters that stand for others are already replaced
    findings  the findings so far
    settled   True if the reader must not read it: the value says nothing, or it can't be used
    """

    raw: object
    findings: tuple[Finding, ...] = ()
    settled: bool = False


def means_the_same(text: str) -> bool:
    """Return True if a text only says that the value is the same as another one: `同上`, `与上栏一致`."""
    return bool(_SAME.fullmatch(as_compared(text)))


def given_text(habits: TextHabits, optional: bool, raw: object, has_same: bool = False) -> GivenText:
    """Check a raw value for the faults that values of every kind can have. A value that is no text is returned unchanged.

    optional: True if the field may be left empty. Then 无 is a valid answer and gives no warning.
    has_same: True if the scheme says which field `同上` means here. Then such a text is kept for `formgen.record.derived`.
    """
    if not isinstance(raw, str):
        return GivenText(raw)
    text, replaced = as_meant(raw)
    if habits.listed:
        return GivenText(text)
    if habits.paragraphs and "\t" in text:
        text = _TAB.sub(" ", _TABS_FIRST.sub("　　", text))
    findings = read_as(replaced) if habits.as_typed else ()
    if not habits.words:
        text = _visible(text.strip(), habits.line_break)
    if lost := lost_text(text, habits.paragraphs):
        return GivenText(text, (lost,), True)
    if habits.paragraphs or text.lstrip()[:1] not in _BEGINNINGS:
        return GivenText(text, findings)
    plain = as_compared(text).upper()
    if habits.of_old and (_NONE.fullmatch(plain) or _SAME_CODE.fullmatch(plain)):
        return GivenText(text, (), True)
    if _NONE.fullmatch(plain):
        return GivenText(text, () if optional else (_NOTHING,), True)
    if has_same and means_the_same(text):
        return GivenText(text, findings)
    if _ELSEWHERE.fullmatch(plain):
        return GivenText(text, (_POINTS_ELSEWHERE,), True)
    return GivenText(text, findings)


UNKNOWN_PARTS = "这一栏的对象里有不认识的或重复的键"
"""What is wrong with an object for which `given_parts` gives None."""


def given_parts(raw: Mapping[object, object], keys: Mapping[str, str]) -> dict[str, object] | None:
    """The parts of a value that is an object, by the English names of their keys.

    keys: every key that the object may have, with its English name. None for an object that has another key, or the same
    part twice.
    """
    parts: dict[str, object] = {}
    for key, value in raw.items():
        name = keys.get(key) if isinstance(key, str) else None
        if name is None or name in parts:
            return None
        parts[name] = value
    return parts


_NOTHING = Finding(
    "value.none", "写的是没有（“无”或横线、斜线），按没有填写处理", "核对这一栏；应当有的，补上", Severity.WARNING
)
_POINTS_ELSEWHERE = Finding("value.elsewhere", "这里没有写内容，只写了到别处去看", "把内容写全；没有的留空")


def _visible(text: str, line_break: str) -> str:
    """Remove invisible characters. A line break inside the text becomes `line_break`, and a tab becomes a space."""
    one_line = re.sub(r"\s*[\r\n]+\s*", line_break, LINE_BREAKS.sub("\n", text)).replace("\t", " ")
    if one_line.isprintable():
        return one_line
    return "".join(character for character in one_line if refused_class(character) != "invisible")


def read_as(replaced: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return the finding that these characters were read as the characters they stand for. Without characters: none."""
    if not replaced:
        return ()
    listed = "、".join(f"「{one}」（U+{ord(one):04X}）" for one in replaced[:LISTED])
    more = f"等 {len(replaced)} 个字符" if len(replaced) > LISTED else ""
    message = f"{listed}{more}是部首、兼容字或全角字母，已按它们所代表的字读"
    return (Finding(READ_AS_CODE, message, "核对印出来的文字；多半是从 PDF 复制时带来的", Severity.WARNING),)


_LABEL = re.compile(r"\s*([^:：]{1,20})[:：]\s*")
_OF_ITSELF = frozenset(("姓名", "名称", "名字", "全称"))
_SEAL = re.compile(
    r"\s*[(（\[【](?:加盖|单位|企业|公司|本人)?(?:盖章|公章|签章|签字|签名|印章|手签|章)(?:处|有效)?[)）\]】]\s*$"
)


def words_of_field(text: str, names: tuple[str, ...]) -> Outcome[str]:
    """Read a text of words: without the words that a form prints around it, and without numbers of other fields.

    The field's own label before the text and （盖章） behind it go, and a warning reports each. A text that has nothing but
    such words says nothing, and is refused; so is one with a person's identity number. Of the name of a person, what stands
    beside it is left out (`read_person_name`).
    names: the label of the field and its other names
    """
    findings: list[Finding] = []
    bare = text
    if text[-1] in ")）]】" and (seal := _SEAL.search(text)):
        bare = text[: seal.start()]
        message = "末尾括号里的盖章、签字是表格上的话，没有用"
        findings.append(Finding("text.form-words", message, "核对这一栏，删去这几个字", Severity.WARNING))
    if (label := _LABEL.match(bare)) and _is_label(label[1], names) and not re.search("[:：]", bare[label.end() :]):
        bare = bare[label.end() :]
        message = "前面写了栏目的名称，没有用"
        findings.append(Finding("text.form-words", message, "核对这一栏，只写内容", Severity.WARNING))
    if not bare.strip() or bare.rstrip()[-1] in ":：":
        return wrong("text.only-label", "只写了表格上的话，没有写内容", "写上内容；没有的留空")
    if is_of_person(names[0]):
        bare, beside = read_person_name(bare)
        findings += beside
    others = number_for_text(bare)
    is_refused = any(one.severity is Severity.ERROR for one in others)
    return None if is_refused else bare, (*findings, *others)


def _is_label(words: str, names: tuple[str, ...]) -> bool:
    plain = as_compared(_SEAL.sub("", words))
    said = {as_compared(name) for name in names}
    return plain in _OF_ITSELF or plain in said or (len(plain) > 1 and any(name.endswith(plain) for name in said))
