"""Who applies, from which town, and how many may apply: the words for applicants, the towns, and the quotas of a scheme."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from formgen.scheme.definition import Definition


class Applicant(Definition):
    """Who applies: what messages call one, and which fields of the record say who it is.

    word      what an applicant is called, e.g. `申请人`; the workbook's first sheet has this name, too
    counter   the measure word, e.g. `位`
    words     further words for one, which people put before what is asked, as in `读者姓名`
    aliases   further names of that sheet
    name      `block.field` id of the field with the name: folders and files are called by it
    identity  `block.field` id of the field that tells applicants of the same name apart; None where there is none
    locality  `block.field` id of a text that may name a town and must then not name another; None where there is none
    date      `block.field` id of the day on which ages count; None for the day on which the program runs
    """

    word: str
    counter: str
    words: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    name: str
    identity: str | None = None
    locality: str | None = None
    date: str | None = None

    @property
    def fields(self) -> dict[str, str | None]:
        """The fields that it names, by what they are named for."""
        return {"name": self.name, "identity": self.identity, "locality": self.locality, "date": self.date}

    @property
    def each(self) -> str:
        """`每位申请人`."""
        return f"每{self.counter}{self.word}"

    @property
    def one(self) -> str:
        """`一位申请人`."""
        return f"一{self.counter}{self.word}"

    def many(self, number: int) -> str:
        """`3 位申请人`."""
        return f"{number} {self.counter}{self.word}"


class Town(Definition):
    """One of the places that applicants belong to.

    name     the name that is printed
    aliases  other names that people write for it
    quotas   its figures by the quota's id; what is left out has no figure
    """

    name: str
    aliases: tuple[str, ...] = ()
    quotas: Annotated[dict[str, int], Field(default_factory=dict)]


class Towns(Definition):
    """The places that applicants belong to.

    word    what one is called in messages
    before  what people put before a name, such as the names of the province and the city
    behind  what people put behind a name, such as the word for its government
    towns   the places, in their order
    """

    word: str
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    towns: Annotated[tuple[Town, ...], Field(alias="town", min_length=1)]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(town.name for town in self.towns)


class Quota(Definition):
    """One column of the table of quotas.

    id       English; towns give their figures by it
    label    the column's heading, as printed
    word     what it is called in messages
    counted  True for the one that the applicants of a batch are counted against, town by town
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    word: str
    counted: bool = False


class Quotas(Definition):
    """How many applicants each town may send, as the scheme's table says.

    annex    what the table is called
    title    its title
    columns  its columns, in order
    total    its last row
    """

    annex: str
    title: str
    columns: Annotated[tuple[Quota, ...], Field(alias="column", min_length=1)]
    total: Town

    @property
    def counted(self) -> Quota | None:
        """The one that the applicants of a batch are counted against; None if there is none."""
        return next((quota for quota in self.columns if quota.counted), None)
