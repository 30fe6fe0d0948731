"""A proposal for a blank, as a row of the table of places: a label, a kind, an id, and who fills it in. A person confirms or changes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from formgen.record.kinds.numbers.capitals import AmountPart
from formgen.scheme.models import Kind


class Use(StrEnum):
    """What a place is used for, in the words of the table of places."""

    TEXT = "文字"
    FREE_TEXT = "多段文字"
    DATE = "日期"
    MONEY = "金额"
    PHONE = "电话"
    PERSONAL_ID = "身份证件号"
    POSTCODE = "邮编"
    UNIFIED_CODE = "统一社会信用代码"
    ORGANISATION_CODE = "组织机构代码"
    REGISTRATION_NUMBER = "工商注册号"
    CHOICE = "单选"
    SUM = "合计"
    CAPITALS = "大写金额"
    STAMP = "签字盖章"
    PICTURE = "照片"

    @property
    def kind(self) -> Kind | None:
        """The kind of field; None for a place that no value of its own is printed in."""
        return Kind[self.name] if self.name in Kind.__members__ else None


@dataclass(frozen=True)
class Proposal:
    """A row of the table of places.

    form    the id of the form
    number  the number of the place on the pictures of the form, counted from 1 in each form
    page    the page of the form that it stands on
    place   where it stands in the Word file
    words   the form's own words beside it
    label   the label of the field; of a stamp, its words
    use     what it is used for
    id      the id of the field; empty for a place without a value
    choices the words of a choice
    office  True if an office fills it in
    name    True for the field by which an applicant is called
    keep    False if the place is no blank
    note    what the form says about how to fill it in
    in_parts  True for a date that the form prints as year, month and day
    list_id   the id of that list; empty for a single value
    list      for a column of a list, or its sum: what the list is called; empty for a single value
    part      how an amount is printed: in capitals, or in figures before a unit of the form, also where a person has yet to make
              the place an amount; None for all other values
    box       the width and height (mm) of a box for a picture; None for all other places, and as long as nobody measured it
    """

    form: str
    number: int
    page: int
    place: str
    words: str
    label: str
    use: Use
    id: str
    choices: tuple[str, ...] = ()
    office: bool = False
    name: bool = False
    keep: bool = True
    note: str = ""
    in_parts: bool = False
    list_id: str = ""
    list: str = ""
    part: AmountPart | None = None
    box: tuple[float, float] | None = None

    @property
    def is_printed(self) -> bool:
        """True if something of the record is printed there."""
        return self.use.kind is not None or self.use is Use.CAPITALS

    @property
    def printed_part(self) -> AmountPart | None:
        """How an amount is printed there; None for a whole value."""
        return self.part if self.use in (Use.MONEY, Use.CAPITALS) else None
