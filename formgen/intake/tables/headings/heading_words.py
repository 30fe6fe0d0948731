"""What a heading says, however people write it: with numbers, stars, brackets and units, in traditional characters.

A heading is known by the words that the scheme gives for it. Around these words people write what says nothing of the
column (`1．`, `*`, `（必填）`, `（如 2018-6-5）`), the unit of its numbers (`（万元）`), and words for the applicant (`公司地址`).
What is left must be known word for word: nothing is guessed here.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, TypeVar

from formgen.intake.columns import header_key
from formgen.record.kinds.numbers.money import HAS_UNIT, unit_said
from formgen.record.kinds.stand_ins import as_meant, in_simplified

MOST_AROUND = 60
"""Characters that may stand around the longest heading that is known; a longer text is not looked at."""

_MARKS = "*★☆▲△▼●○◎◆◇■□※#＊•·>＞→↓`'‘’\"“”_~"
_FOOTNOTES = "①②③④⑤⑥⑦⑧⑨⑩¹²³"
_AROUND = re.compile(rf"^[{re.escape(_MARKS)}]+|[{re.escape(_MARKS + _FOOTNOTES)}、,.。:;]+$")
_FRAMES = (("【", "】"), ("[", "]"), ("{", "}"), ("<", ">"), ("《", "》"), ("「", "」"), ("〔", "〕"), ("(", ")"))
_NUMBER = re.compile(
    r"(?:(?:第|q)?[0-9]{1,2}(?:\.[0-9]{1,2})?(?:[、.。:,)\-—_]|[题栏列][:、.]?|(?=[^0-9]))|\(?[0-9]{1,2}\)[、.]?|[①-⑳⑴-⒇⒈-⒛㈠-㈩][、.]?"
    r"|\(?[一二三四五六七八九十]{1,3}(?:[、.)]|\)[、.]?)|\(?[a-z][.、)]\)?)"
)
_MOST_NUMBERS = 2
"""A question within a question has two numbers: `3.(2)电话`."""
GROUP_ONLY = r"(?:基本|主要|登记|注册|工商|联系|联络)?(?:信息|情况|资料|概况|方式|内容)"
"""A heading over several columns that says nothing of whom or what they are about."""
_OF_GROUP = re.compile(rf"{GROUP_ONLY}(?:[—－\-_:>/·]+(?P<behind>.{{2,}})|\((?P<inside>[^()]{{2,}})\))")
"""A heading with the group that it belongs to before it, as questionnaires write it: `联系方式—电话`, `基本情况(负责人)`."""
_BRACKET = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕")
_LONGEST_UNIT = 10
_NOTE = re.compile(
    r"|(?:必|选|应|需|须|可|可以|必须|无则|没有|如有|若有|有则|如无).*"  # whether it must be filled in
    r"|(?:加盖|盖|签|请|按|照|依|以|与|同|见|即|含|不含|注意|限|不超过|不少于|勿|不要|务必).*|公章|印章|章|手写|打印"
    r"|(?:如|例|比如|例如|示例|样例|格式|精确到|写到|填写?|输入|选择|下拉|单选|多选).*"
    r"|年月日?|年[/\-.]月[/\-.]日|[yY]{2,4}.*|[x×\-]+|.*文本.*|.*格式.*"
    r"|.*[0-9一二三四五六七八九十]+位.*|.*[0-9]+个?字.*|.*(?:以内|左右)|区号.*|全称|全名|中文|中文全称|大写|小写|数字|文字"
    r"|工商登记|营业执照.*|执照上?|证照|负责人|姓名|名称|个人|本人|人|章|如有变更.*|多选一|主要|简述|简要|概述|人民币|币种"
)
_TRANSLATION = re.compile(
    r"[/(]?(?:company|enterprise|applicant|contact|telephone|tel|phone|mobile|fax|address|name|code|number|no|date|capital|industry|zip"
    r"|postcode|person|legal|id|identity|card|town|mobile|main|office|establishment|representative|registered|registration|business|scope|established|of|the)+[./)]*"
)
"""A heading's own words in English, which stand before or behind it on bilingual forms."""
_BETWEEN = re.compile(r"[/、]|或者?")
_OTHER_THING = re.compile(
    r"原|曾|旧|变更前|实缴|实收|实到|备用|其他|其它|另|第?[二三2３3]$|次要|副|前任|上级|母公司|子公司|分公司|配偶|英文|外文|拼音|简称|是否|有无"
    r"|分数|得分|截图|复印件|附件|扫描件"
)
_ALIKE = (("时间", "日期"), ("号码", "号"), ("证号", "号"), ("三年", "3年"), ("及", "和"), ("的", ""))
"""Words that mean the same in a heading, each with the one that it is compared as."""

_FIRST = re.compile(r"(?<![0-9一二三四五六七八九十])(?:\(?[1一]\)?|[①㈠])$|^第一")
"""How the first of several is marked: 联系人1 before 联系人2. A further one is another person, and is not read. 单位1 is no
heading but stands over what one applicant says."""

MeantT = TypeVar("MeantT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class HeadingSaid(Generic[MeantT]):
    """What a heading says.

    meant   what its column is about
    own     whether it is one of the words that are meant for nothing else: the scheme's own label, not another name for it
    unit    the unit of its amounts, as it stands behind a number; empty for none
    unread  what stands in brackets and was not understood; empty for nothing
    """

    meant: MeantT
    own: bool = True
    unit: str = ""
    unread: str = ""


class HeadingWords(Generic[MeantT]):
    """All headings that a table may have, each with what its column is about."""

    def __init__(
        self,
        keys: Mapping[str, MeantT],
        own: Iterable[str] = (),
        before: Iterable[str] = (),
        shown: Mapping[MeantT, str] | None = None,
    ) -> None:
        """Set up the words.

        keys: every heading that is known, as `header_key` gives it. own: those that are the scheme's own labels; none
        given means all. before: words for an applicant, which may stand before any of them. shown: what a column is
        called in messages, where that is not its key.
        """
        self._before = tuple(sorted(map(_plain, before), key=len, reverse=True))
        self._exact = {_plain(key): meant for key, meant in reversed(tuple(keys.items()))}
        self._own = {_plain(key) for key in own} or set(self._exact)
        alike: dict[str, set[MeantT]] = {}
        for key, meant in self._exact.items():
            alike.setdefault(_as_alike(key), set()).add(meant)
        self._own |= {_as_alike(key) for key in self._own}
        self._alike = {key: next(iter(meanings)) for key, meanings in alike.items() if len(meanings) == 1}
        self._longest = max(map(len, self._exact), default=0) + MOST_AROUND
        self._shown = dict(shown or {})
        self._find = lru_cache(maxsize=4096)(self._look_up)

    def __contains__(self, text: object) -> bool:
        """True for a text that is a known heading in any writing."""
        return isinstance(text, str) and self.find(text) is not None

    def find(self, text: str) -> HeadingSaid[MeantT] | None:
        """What a heading says; None for one that is not known."""
        return self._find(text) if len(text) <= self._longest else None

    def bare(self, text: str) -> Iterator[str]:
        """A heading as it is compared, without what says nothing of the column, step by step: `1、电话（必填）*` is `电话`."""
        for plain in _without_decoration(_plain(text)):
            yield plain
            yield _AROUND.sub("", _without_notes(plain))

    def is_written(self, text: str) -> bool:
        """True for a heading that stands just so among the known ones; it says one thing, whatever signs are in it."""
        return _plain(text) in self._exact

    def nearest_words(self, lacking: Iterable[MeantT]) -> dict[str, str]:
        """Every heading of these meanings, with what the column is called in messages."""
        wanted = set(lacking)
        return {key: self._shown.get(meant, key) for key, meant in self._exact.items() if meant in wanted}

    def without_applicant(self, plain: str) -> str:
        """A heading as it is compared, without a word for the applicant before it; as it is if nothing else is left."""
        word = next((one for one in self._before if plain.startswith(one) and plain != one), "")
        return plain.removeprefix(word)

    def label(self, meant: MeantT) -> str:
        """What a column of this meaning is called in messages."""
        return self._shown.get(meant, "")

    def is_own(self, text: str) -> bool:
        """True for the scheme's own label, and not for another name of the same."""
        return _plain(text) in self._own

    @property
    def meanings(self) -> set[MeantT]:
        """All that a column may be about."""
        return set(self._exact.values())

    def _look_up(self, text: str) -> HeadingSaid[MeantT] | None:
        if unit_said(text):
            return None  # `单位：万元` above a table says the unit of its amounts, not who applies
        if (key := _plain(text)) in self._exact:
            units = filter(None, map(unit_said, _in_brackets(key)))
            return HeadingSaid(self._exact[key], key in self._own, next(units, ""))
        for plain in _without_decoration(_plain(text)):
            found = self._known(plain) or self._with_unit(plain) or self._with_brackets(plain)
            if found or (found := self._twice(plain)):
                return found
            if (group := _OF_GROUP.fullmatch(self.without_applicant(plain))) and (
                found := self._find(group["behind"] or group["inside"])
            ):
                return found
        first = _FIRST.sub("", key)
        return self._find(first) if first != key and first not in self._before else None

    def _known(self, plain: str) -> HeadingSaid[MeantT] | None:
        """A text without brackets that count for nothing: as it stands, with words of the same meaning, for an applicant."""
        for one in (plain, *(plain.removeprefix(word) for word in self._before if plain.startswith(word))):
            if one in self._exact:
                return HeadingSaid(self._exact[one], one in self._own)
            if (alike := _as_alike(one)) in self._alike:
                return HeadingSaid(self._alike[alike], alike in self._own)
        return None

    def _twice(self, plain: str) -> HeadingSaid[MeantT] | None:
        """The same in several words, or in two languages: `手机/电话`, `联系人 Contact`."""
        words = [self._known(_AROUND.sub("", word)) for word in _BETWEEN.split(plain)]
        if len(words) > 1 and words[0] and len({one.meant for one in words if one}) == 1 and all(words):
            return words[0]
        chinese = _TRANSLATION.sub("", plain)
        is_note = not _BRACKET.sub("", chinese).strip(
            "【】[]()"
        )  # the English word was the heading, and a note is left
        return self._known(chinese) if chinese != plain and not is_note and not re.search("[a-z]", chinese) else None

    def _with_unit(self, plain: str) -> HeadingSaid[MeantT] | None:
        """`注册资金/万元`."""
        if not HAS_UNIT.search(plain[-_LONGEST_UNIT:]):
            return None
        for start in range(max(2, len(plain) - _LONGEST_UNIT), len(plain)):
            unit = unit_said(plain[start:])
            found = self._known(re.sub(r"[/:,;、(\-—]+$", "", plain[:start])) if unit else None
            if unit and found:
                return replace(found, unit=unit)
        return None

    def _with_brackets(self, plain: str) -> HeadingSaid[MeantT] | None:
        """A heading with something in brackets: a unit, a note, or the same in other words."""
        # Notes go first: other brackets may belong to the words.
        bare = _without_notes(plain)
        if bare != plain and (found := self._known(_AROUND.sub("", bare))):
            return found
        inside = _in_brackets(plain)
        outside = _AROUND.sub("", _BRACKET.sub("", plain))
        found = self._known(outside) if inside and outside else None
        if found is None:
            return None
        for words in inside:
            if unit := _unit_among(words):
                found = replace(found, unit=unit)
                continue
            if _NOTE.fullmatch(words):
                continue
            other = self._known(words)
            if _OTHER_THING.search(words) or (other is not None and other.meant != found.meant):
                return None
            if other is None:
                found = replace(found, unread=words)
        return found


def _plain(text: str) -> str:
    """A heading as it is compared: simplified characters of half width, without spaces, in small letters."""
    return in_simplified(header_key(as_meant(text)[0]))


def _in_brackets(plain: str) -> list[str]:
    return [next(filter(None, groups), "") for groups in _BRACKET.findall(plain)]


def _without_notes(plain: str) -> str:
    """The text without brackets that hold a note. A note with a unit stays, because the unit counts."""

    def kept(found: re.Match[str]) -> str:
        words = next(filter(None, found.groups()), "")
        return "" if _NOTE.fullmatch(words) and not _unit_among(words) else found[0]

    return _BRACKET.sub(kept, plain)


def _unit_among(words: str) -> str | None:
    """The unit that words in brackets say, alone or beside a note or the usual currency: `填数字,单位:万元`, `币种:人民币,单位:万元`."""
    if unit := unit_said(words):
        return unit
    parts = [part for part in re.split("[,;、]", words) if part]
    units = [unit for part in parts if (unit := unit_said(part))]
    others = [part for part in parts if unit_said(part) is None]
    is_one = len(units) == 1 and all(
        re.fullmatch("(?:币种:?)?人民币|(?:填写?|只填|请填)?(?:数字|数值|整数)", part) for part in others
    )
    return units[0] if is_one else None


def _as_alike(plain: str) -> str:
    """With one word for all that mean the same, and without the marks of brackets."""
    for word, meant in _ALIKE:
        plain = plain.replace(word, meant)
    return re.sub(r"[()\[\]【】〔〕]", "", plain)


def _without_decoration(plain: str) -> Iterator[str]:
    """The heading without marks around it, then without the number before it, then without a frame of brackets."""
    bare = _AROUND.sub("", plain)
    yield bare
    for _ in range(_MOST_NUMBERS):
        if number := _NUMBER.match(bare):
            bare = _AROUND.sub("", bare[number.end() :])
            yield bare
    for opens, closes in _FRAMES:
        if bare.startswith(opens) and bare.endswith(closes) and bare.count(opens) == 1:
            inner = _AROUND.sub("", bare[1:-1])
            yield inner
            if number := _NUMBER.match(inner):
                yield inner[number.end() :]
