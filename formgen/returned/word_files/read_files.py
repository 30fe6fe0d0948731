"""Returned Word files as a source of records: the files of one applicant become one record, each value with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from formgen.foundation.errors import MachineError
from formgen.foundation.problems import Problem, error, warning
from formgen.importing.opening import LARGEST, SAVE_AS, open_word
from formgen.intake.collected import Collected, Source, unusable
from formgen.intake.folders.source_files import listed
from formgen.intake.places import file_place, shown
from formgen.intake.together.named_apart import told_names
from formgen.render.word.fill import template_package
from formgen.render.word.issued import issued_form, read_issued
from formgen.returned.word_files.applicants import of_applicants
from formgen.returned.word_files.branches import conditions_of, read_with_branches
from formgen.returned.word_files.counted_rows import with_rows_of, without_headings_again
from formgen.returned.word_files.forms_in_file import forms_in
from formgen.returned.word_files.merged import ReturnedRecord, merged
from formgen.returned.word_files.plain.automatic_numbers import counts_of, with_automatic_numbers
from formgen.returned.word_files.plain.plain_words import in_usual_names, with_plain_words
from formgen.returned.word_files.raw_text import may_be
from formgen.returned.word_files.returned_form import ReturnedForm, read_returned, rows_of
from formgen.returned.word_files.unread import unread
from formgen.scheme.models import Scheme


def read_word_files(scheme: Scheme, paths: Sequence[Path]) -> tuple[Source, ...]:
    """Returned forms as sources, one for each applicant; and one for each file that can't be read, with the reason."""
    refused, found = read_records(scheme, paths)
    return (*refused, *(as_source(one) for one in found))


def as_source(found: ReturnedRecord) -> Source:
    """One applicant as a source."""
    return Source(found.path, (), 1, partial(_only, found.one))


def read_records(scheme: Scheme, paths: Sequence[Path]) -> tuple[list[Source], list[ReturnedRecord]]:
    """The files that can't be read, each as a source with the reason; and the applicants of the others.

    If two files have the same name, places name their folders, too.
    """
    refused: list[Source] = []
    papers: dict[int, Path] = {}
    read: list[ReturnedForm] = []
    names = told_names(paths)
    for path in paths:
        found_forms = _read(scheme, path, names.get(path, path.name))
        if isinstance(found_forms, Problem):
            refused.append(unusable(path, found_forms))
        else:
            papers |= {id(paper): path for paper in found_forms}
            read += found_forms
    found = of_applicants(scheme, read)
    made = []
    for one in found:
        first = papers[id(one.papers[0])]
        made.append(merged(scheme, one.papers, first, one.is_named or len(found) == 1))
    return refused, made


def read_found(scheme: Scheme, paths: Sequence[Path]) -> tuple[Source, ...]:
    """The same for the documents of a folder, where others lie, too: evidence, reports. They are named if there is any form."""
    kept: list[Path] = []
    others: list[Path] = []
    for path in paths:
        (kept if _may_be_form(scheme, path) else others).append(path)
    sources = read_word_files(scheme, kept)
    if sources and others:
        message = f"文件夹里的 Word 文件，不是「{scheme.title}」的表，没有读：{listed(others)}"
        remedy = "是交回来的表的，核对文件；是材料、佐证的，不必处理"
        note = warning("folder.word", "", file_place(others[0].name), message, remedy)
        sources = (*sources, unusable(others[0].parent, note))
    return sources


def _only(one: Collected) -> Iterator[Collected]:
    return iter((one,))


def _may_be_form(scheme: Scheme, path: Path) -> bool:
    """True if a document has some of the own words of one of the scheme's forms."""
    try:
        with path.open("rb") as file:
            return may_be(scheme.forms, file.read(LARGEST))
    except OSError:
        return False


def _read(scheme: Scheme, path: Path, told: str) -> list[ReturnedForm] | Problem:
    """The forms in a file as they were read, or why it can't be. told: its name in places."""
    place, name = file_place(told), shown(path.name, 80)
    try:
        package = open_word(path)
    except MachineError as fault:
        return error("word.no-converter", "", place, f"文件「{name}」没有读：{fault}", SAVE_AS)
    if isinstance(package, Problem):
        return package
    package, odd = with_plain_words(in_usual_names(package), told)
    try:
        rows = rows_of(package)
    except ValueError:
        return error("word.damaged", "", place, f"文件「{name}」的结构坏了，读不出来", "用 Word 打开，另存一份后再用")
    issued = read_issued(package)
    if issued is not None and not issued.is_of(scheme):
        title = shown(issued.title, 80)
        message = f"文件「{name}」是「{title}」的表，不是「{scheme.title}」的"
        return error(
            "returned.other-scheme", "", place, message, "核对文件；要读那个方案的表，用 --scheme 指定那个方案"
        )
    parts = forms_in(scheme.forms, rows, issued.form if issued is not None else "")
    if not parts:
        message = f"文件「{name}」不是「{scheme.title}」的表"
        remedy = (
            "核对文件；是别的方案的表，用 --scheme 指定那个方案；是别的文件，请把内容填进采集表，交回采集表（.xlsx）"
        )
        return error("returned.unknown-form", "", place, message, remedy)
    forms = [form for form, _ in parts]
    if counts_of(package) > (own_numbers := sum(counts_of(template_package(form)) for form in forms)):
        if own_numbers:
            message = "有自动编号，编号没有读"
            odd.append(warning("returned.numbers", "", place, message, "核对有编号的各项；编号请对方当文字输入"))
        else:
            package = with_automatic_numbers(package)
            parts = forms_in(forms, rows_of(package)) or parts
    papers: list[ReturnedForm] = []
    for form, found_rows in parts:
        own = without_headings_again(form, found_rows)
        conditions = conditions_of(form)
        if conditions is None:
            message = f"文件「{name}」是{form.annex}，它的模板在循环里有条件，每行印的字不同，交回来的不能读"
            return error("returned.conditional", "", place, message, "这张表的内容用采集表（.xlsx）或 JSON 文件收")
        if conditions:
            papers.append(read_with_branches(scheme, form, conditions, package, own, told))
        else:
            papers.append(read_returned(with_rows_of(form, own), package, own, told))
    first = papers[0]
    notes = (*odd, *unread(package, forms, place))
    older = next((form for form, _ in parts if issued is not None and issued.form == form.id), None)
    if older is not None and issued is not None and issued.template != issued_form(scheme, older).template:
        message = f"文件「{name}」是用以前的{older.annex}填的，表后来改过"
        remedy = f"核对各项；要交的表，用现在的{older.annex}填"
        notes = (*notes, warning("returned.older-form", "", place, message, remedy))
    return [replace(first, problems=(*notes, *first.problems)), *papers[1:]]
