"""Writes blank and filled forms as files into a folder, and reads the texts in a Word file that comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from formgen.foundation.delivery import deliver, folder_name
from formgen.foundation.errors import DataError, UsageError
from formgen.foundation.problems import Problem, warning
from formgen.pipeline.examining import Examined
from formgen.pipeline.made import BOTH, PACKET_TITLE, Format, MadePaper, MadePapers, enterprise_papers
from formgen.pipeline.offices import offices_parts
from formgen.pipeline.schemes import choose_forms
from formgen.record.check import said_once
from formgen.record.labels import field_labels
from formgen.render.long_values.continuation import read_form
from formgen.render.papers import FormTexts, Way
from formgen.render.word.fill import SlotText
from formgen.render.word.package import read_package
from formgen.scheme.models import Form, LayoutEngine, Scheme


@dataclass(frozen=True, slots=True)
class Filled:
    """The files that were written for one enterprise, and what a person should look at (warnings only)."""

    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]


def blank(
    scheme: Scheme,
    form_ids: Iterable[str] | None = None,
    formats: frozenset[Format] = BOTH,
    out: Path = Path(),
    protect: bool = False,
) -> tuple[Path, ...]:
    """Write blank forms into `out`, and return the paths of the files.

    form_ids  None means all forms of the scheme
    protect   True if only the places for values can be changed in the Word files

    Raises UsageError if only PDFs with fields are asked for, and none of the forms has one.
    """
    return deliver((one.paper for one in blank_papers(scheme, form_ids, formats, protect)), out)


def blank_papers(
    scheme: Scheme,
    form_ids: Iterable[str] | None = None,
    formats: frozenset[Format] = BOTH,
    protect: bool = False,
) -> Iterator[MadePaper]:
    """Blank forms that are not written. As `blank`."""
    forms = choose_forms(scheme, form_ids)
    if formats == {Format.FIELDS} and not any(form.fields for form in forms):
        have = "、".join(form.annex for form in scheme.forms if form.fields)
        raise UsageError("这些表没有可填写的 PDF" + (f"；有的是：{have}" if have else ""))
    return enterprise_papers(scheme, [FormTexts(form, ()) for form in forms], formats, protect=protect)


def fill(
    scheme: Scheme,
    examined: Examined,
    form_ids: Iterable[str] | None = None,
    formats: frozenset[Format] = BOTH,
    out: Path = Path(),
    with_opinions: bool = False,
) -> Filled:
    """Write one applicant's forms into `out/<name>/`.

    What the record does not say stays blank, and is a warning. with_opinions: as `make_forms` says. Raises DataError with
    every problem where the record has errors.
    """
    made = make_forms(scheme, examined, form_ids, formats, with_opinions)
    where = folder_name(examined.name) or examined.name
    return Filled(deliver((one.paper.within(where) for one in made.papers), out), made.problems)


def make_forms(
    scheme: Scheme,
    examined: Examined,
    form_ids: Iterable[str] | None = None,
    formats: frozenset[Format] = BOTH,
    with_opinions: bool = False,
) -> MadePapers:
    """Make one enterprise's forms, each with the way in which it was made, and warnings. Nothing is written.

    Single forms print all that the record says. A packet is what an applicant hands in: the parts of the offices stay blank
    in it, unless with_opinions is True.

    Raises DataError with every problem where the record has errors, ProofError where a form comes out wrong.
    """
    forms = choose_forms(scheme, form_ids)
    filled = examined.filled(scheme, forms)
    blank = Format.PACKET in formats and not with_opinions
    packet = examined.handed_in(scheme).filled(scheme, forms) if blank else filled
    papers = tuple(enterprise_papers(scheme, filled, formats, packet))
    parted = tuple(_parted_rows(scheme, examined, filled, papers))
    return MadePapers(papers, (*_findings(scheme, examined, forms, formats, with_opinions), *parted))


def _parted_rows(
    scheme: Scheme, examined: Examined, filled: Iterable[FormTexts], papers: Iterable[MadePaper]
) -> Iterator[Problem]:
    """A warning for each long value whose row was parted by the end of a page. Only LibreOffice parts rows."""
    made = {
        one.paper.path: one.paper.content
        for one in papers
        if one.way is Way.WHOLE and isinstance(one.paper.content, bytes)
    }
    for one in filled:
        content = made.get(f"{one.form.file_stem}.pdf")
        if content is None or one.form.engine is not LayoutEngine.OFFICE:
            continue
        # Imported here: what reads finished PDFs takes long to load, and few schemes have such forms.
        from formgen.render.office.parted_values import parted_values

        for field in parted_values(one.form, one.texts, content):
            entry = examined.record.entry(field) if examined.record else None
            if entry is not None:
                message = f"内容长，{one.form.annex}里这一行被分页断成了两截"
                remedy = "核对印出来的样子；不要断开的，缩短这一项"
                yield warning("form.row-parted", field_labels(scheme)[field], entry.place, message, remedy)


def form_findings(
    scheme: Scheme,
    examined: Examined,
    form_ids: Iterable[str],
    formats: frozenset[Format] = BOTH,
    with_opinions: bool = False,
) -> tuple[Problem, ...]:
    """What a person should look at in these forms: all that was found, what they have a place for and is not said, and
    whether they print what offices write.

    Raises DataError with every problem if the record has errors.
    """
    if examined.has_errors:
        raise DataError(examined.problems)
    return _findings(scheme, examined, choose_forms(scheme, form_ids), formats, with_opinions)


def read_back(scheme: Scheme, form_id: str, content: bytes, name: str) -> tuple[SlotText, ...]:
    """The text in each slot of a form's Word file, typed by a person or filled in by us, in the order of the form.

    It also works after the file was saved by Word, WPS or LibreOffice. An empty slot gives "". A text that goes on on a
    continuation sheet comes back as one text.

    content  the bytes of the Word file
    name     the name of the file for messages

    Raises UsageError for an unknown form, DefinitionError if the file is no Word file.
    """
    (form,) = choose_forms(scheme, [form_id])
    return read_form(form, read_package(content, name).document)


def _findings(
    scheme: Scheme, examined: Examined, forms: tuple[Form, ...], formats: frozenset[Format], with_opinions: bool
) -> tuple[Problem, ...]:
    gaps = said_once(gap for one in examined.looked_at(scheme, forms) for gap in one.gaps)
    printed = with_opinions or not formats <= {Format.PACKET}
    blank = Format.PACKET in formats and not with_opinions
    return (*examined.problems, *gaps, *offices_parts(scheme, examined, forms, printed, PACKET_TITLE if blank else ""))
