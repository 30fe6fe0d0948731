"""The models of applicants, towns and quotas: who applies, from which town, and how many applicants each town may send."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from formgen.scheme.definition import Definition


class Applicant(Definition):
    """The words for an applicant, and the fields of the record that identify the applicant.

    word      the word for an applicant, e.g. `申请人`; the workbook's first sheet has this name, too
    counter   the measure word, e.g. `位`
    words     further words for one, which people put before what is asked, as in `读者姓名`
    aliases   further names of that sheet
    name      `block.field` id of the field with the applicant's name; folders and files get this name
    identity  `block.field` id of the field that distinguishes applicants of the same name; None if there is none
    locality  `block.field` id of a text that may contain the name of a town; a warning says so if it contains only the name
              of another town than the applicant's; None if there is no such field
    date      `block.field` id of the day for which ages are computed; None means the day on which the program runs
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
        """The ids of the fields that the definition names, by the keys `name`, `identity`, `locality` and `date`."""
        return {"name": self.name, "identity": self.identity, "locality": self.locality, "date": self.date}

    @property
    def each(self) -> str:
        """The words for “each applicant”: `每位申请人`."""
        return f"每{self.counter}{self.word}"

    @property
    def one(self) -> str:
        """The words for “one applicant”: `一位申请人`."""
        return f"一{self.counter}{self.word}"

    def many(self, number: int) -> str:
        """The words for a number of applicants: `3 位申请人`."""
        return f"{number} {self.counter}{self.word}"


class Town(Definition):
    """One of the places that applicants belong to.

    name     the name that is printed
    aliases  other names that people write for it
    quotas   its figures by the quota's id. A missing quota has no figure
    """

    name: str
    aliases: tuple[str, ...] = ()
    quotas: Annotated[dict[str, int], Field(default_factory=dict)]


class Towns(Definition):
    """The places that applicants belong to.

    word    the word for one place in messages
    before  words that people put before a name, such as the names of the province and the city
    behind  words that people put behind a name, such as the word for its government
    towns   the places, in their order
    """

    word: str
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    towns: Annotated[tuple[Town, ...], Field(alias="town", min_length=1)]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the towns, in order."""
        return tuple(town.name for town in self.towns)


class Quota(Definition):
    """One column of the table of quotas.

    id       an English id; towns give their figures under it
    label    the column's heading, as printed
    word     the word for this quota in messages
    counted  True for the one quota that limits the applicants of a batch, town by town
    dossier  id of the dossier whose applicants summaries count against it; None where nobody is counted
    each     the most applicants that one town recommends, whatever its figure is; None where there is no such limit
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    word: str
    counted: bool = False
    dossier: str | None = None
    each: Annotated[int | None, Field(ge=1)] = None


class Quotas(Definition):
    """The scheme's table of quotas: how many applicants each town may send.

    annex    the name of the table, e.g. 表一
    title    the title of the table
    columns  the columns of the table, in order
    total    the last row of the table
    """

    annex: str
    title: str
    columns: Annotated[tuple[Quota, ...], Field(alias="column", min_length=1)]
    total: Town

    @property
    def counted(self) -> Quota | None:
        """The quota that limits the applicants of a batch; None if there is none."""
        return next((quota for quota in self.columns if quota.counted), None)


class SummaryTable(Definition):
    """What the offices' summaries of applicants show. columns: `block.field` ids, or the id of the total of the scores."""

    columns: Annotated[tuple[str, ...], Field(min_length=1)]
