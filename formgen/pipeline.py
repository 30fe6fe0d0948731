"""The whole way through the house, in a few functions: scheme, record, intake, render, dossier, delivery.

The rooms never call each other; values pass between them here. The command line and the public API call this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formgen import resources
from formgen.delivery import Paper, deliver, file_names, folder_name, left_over
from formgen.dossier.options import AS_IT_IS, Options
from formgen.dossier.own_pages.kept import OwnPages
from formgen.errors import DataError, DefinitionFault, MachineError, UsageError
from formgen.intake.collected import Collected, Source
from formgen.intake.columns import MOST_ENTERPRISES, USUAL_ENTERPRISES
from formgen.intake.sources import read_one, read_source
from formgen.made import BOTH as BOTH
from formgen.made import Format as Format
from formgen.made import MadeDossier, MadePapers, enterprise_papers
from formgen.made import packet_contents as packet_contents
from formgen.problems import Place, Problem, Severity, error, has_errors, warning
from formgen.record.check import begun, check, missing
from formgen.record.labels import field_labels
from formgen.record.models import NAME_FIELD, Record
from formgen.render.compiled.pages import page_pdf
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.continuation import form_texts, in_all, read_form
from formgen.render.fit import overflows
from formgen.render.lint import template_faults
from formgen.render.papers import FormTexts, render_pdf
from formgen.render.word.fill import SlotText
from formgen.render.word.package import read_package
from formgen.scheme.load import load_scheme, scheme_faults
from formgen.scheme.models import Dossier, Form, Scheme

if TYPE_CHECKING:
    from formgen.dossier.proof.verify import Verified

SIGNED = "电子签名原件"
"""What the folder is called, behind the dossier's name, that holds the originals of signed files."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A record that was read and checked. record is None where the file could not be read at all.

    gaps     warnings about what the forms have a place for and the record does not say
    name     the enterprise's name, or the file's where the record does not say it
    folder   where the record lies: the files that it names are relative to it
    """

    record: Record | None
    problems: tuple[Problem, ...]
    gaps: tuple[Problem, ...]
    name: str
    folder: Path

    @property
    def has_errors(self) -> bool:
        """True if nothing may be made from this record."""
        return has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class Filled:
    """Files written for one enterprise, and what a person should look at (warnings only)."""

    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class WrittenVolume:
    """A volume that was written: the PDF and its proof."""

    path: Path
    proof: Path


@dataclass(frozen=True, slots=True)
class DossierResult:
    """A dossier that was written: its number of pages, and warnings.

    path, proof  the PDF and its proof; of several volumes the first's
    volumes    all volumes in order; nearly always one
    beside     papers that go with it unbound: 用印签字清单, 封面, 印制单
    originals  copies of the supplied files whose electronic signatures hold in them alone
    """

    path: Path
    proof: Path
    pages: int
    problems: tuple[Problem, ...]
    originals: tuple[Path, ...] = ()
    volumes: tuple[WrittenVolume, ...] = ()
    beside: tuple[Path, ...] = ()


def load(scheme_id: str = "taicang-2018") -> Scheme:
    """A scheme by its folder's name. Raises UsageError for an unknown one, DefinitionError for one with faults."""
    return load_scheme(resources.scheme_folder(scheme_id))


def definition_faults(scheme_id: str = "taicang-2018") -> tuple[DefinitionFault, ...]:
    """Every fault of a scheme folder, Word templates included."""
    scheme, faults = scheme_faults(resources.scheme_folder(scheme_id))
    templates = [fault for form in scheme.forms for fault in template_faults(form)] if scheme else []
    return (*faults, *templates)


def choose_forms(scheme: Scheme, form_ids: Iterable[str] | None) -> tuple[Form, ...]:
    """The forms of these ids, all of the scheme for None. Raises UsageError that names the known ones."""
    if form_ids is None:
        return scheme.forms
    forms = []
    for form_id in form_ids:
        form = scheme.form(form_id)
        if form is None:
            raise UsageError(f"没有「{form_id}」这份表；有：{'、'.join(form.id for form in scheme.forms)}")
        forms.append(form)
    return tuple(forms)


def blank(
    scheme: Scheme, form_ids: Iterable[str] | None = None, formats: frozenset[Format] = BOTH, out: Path = Path()
) -> tuple[Path, ...]:
    """Write blank forms into `out`; returns their paths."""
    forms = choose_forms(scheme, form_ids)
    made = enterprise_papers(scheme, [FormTexts(form, ()) for form in forms], formats)
    return deliver((one.paper for one in made), out)


def write_workbook(scheme: Scheme, out: Path, enterprises: int = USUAL_ENTERPRISES) -> Path:
    """Write the empty collection workbook to the file `out`; returns its path.

    A file of that name that is anything else than this workbook is left alone: somebody may have filled it in. Raises
    UsageError then, and for a name that does not end in .xlsx or a number of enterprises that no sheet has room for.
    """
    # Here, because XlsxWriter takes as long to load as a paper to fill in, and no other command needs it.
    from formgen.intake.workbook.collection_workbook import collection_workbook

    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"「{out.name}」不是工作簿的文件名；文件名要以 .xlsx 结尾")
    try:
        content = collection_workbook(scheme, enterprises)
    except ValueError:
        raise UsageError(f"企业数要在 1 到 {MOST_ENTERPRISES} 之间") from None
    try:
        is_another = out.exists() and out.read_bytes() != content
    except OSError:
        is_another = True  # a folder, or a file that is nobody's business
    if is_another:
        raise UsageError(f"已经有「{out.name}」，也许有人填写过，没有覆盖；请换一个文件名，或先把它移走")
    return deliver([Paper(out.name, content)], out.parent)[0]


def examine(scheme: Scheme, path: Path, form_ids: Sequence[str] | None = None) -> Examined:
    """Read and check one record of a JSON file: as `examine_collected`."""
    return examine_collected(scheme, read_one(scheme, path), form_ids)


def examine_source(
    scheme: Scheme, path: Path, form_ids: Sequence[str] | None = None
) -> tuple[Source, Iterator[Examined]]:
    """Open a source of collected data, and examine its enterprises one by one as they are asked for.

    The source tells its own problems and how many enterprises it has; each of them is examined as by
    `examine_collected`.
    """
    source = read_source(scheme, path)
    return source, (examine_collected(scheme, one, form_ids) for one in source)


def examine_collected(scheme: Scheme, one: Collected, form_ids: Sequence[str] | None = None) -> Examined:
    """Check one enterprise as it was read: its values, what they say of each other, and whether each fits its place in these forms.

    form_ids None: in all forms of the scheme; gaps are then those of the forms that the record has begun.
    """
    record, problems, name = one.record, list(one.problems), one.name
    if record is None:
        return Examined(None, tuple(problems), (), name, one.folder)
    problems += check(scheme, record, resources.covered, found=problems)
    if folder_name(name) is None:
        entry = record.entry(NAME_FIELD)
        problems.append(
            error(
                "name.folder",
                field_labels(scheme)[NAME_FIELD],
                entry.place if entry else one.place,
                "企业名称不能用作文件夹名（含有 / 或 \\，或者过长）",
                "核对企业名称，去掉这些字符",
            )
        )
    if not any(problem.code.startswith("character.") for problem in problems):
        problems += too_long(scheme, record, choose_forms(scheme, form_ids))
    wanted = begun(scheme, record) if form_ids is None else form_ids
    if not wanted and not problems:
        wanted = [form.id for form in scheme.forms]  # an empty record is told all that it could say
    gaps = missing(scheme, record, wanted, found=problems)
    return Examined(record, tuple(problems), gaps, name, one.folder)


def too_long(scheme: Scheme, record: Record, forms: Iterable[Form]) -> tuple[Problem, ...]:
    """A Problem for each value that one of these forms has no room for, each field once, with how long it may be."""
    labels, found = field_labels(scheme), {}
    for form in forms:
        paper = form_texts(scheme, form, record)
        for here in overflows(slot_sheet(paper.form, paper.texts), paper.form.slots):
            overflow = in_all(form, here)
            place = f"{form.annex}这一栏{'连同续页' if overflow.most > here.most else ''}"
            entry = record.entry(overflow.slot.field)
            if entry is None or entry.field in found:
                continue
            found[entry.field] = error(
                "value.too-long",
                labels[entry.field],
                entry.place,
                f"内容太长：{place}最多 {overflow.most} 行（约 {overflow.characters} 个汉字），现在要 {overflow.lines} 行",
                f"压缩到 {overflow.characters} 个汉字以内",
            )
    return tuple(found.values())


def fill(
    scheme: Scheme, examined: Examined, form_ids: Iterable[str] | None = None, formats: frozenset[Format] = BOTH, out: Path = Path(),
) -> Filled:  # fmt: skip
    """Write one enterprise's forms into `out/<企业名称>/`.

    What the record does not say stays blank, and is a warning. Raises DataError with every problem where the record has errors.
    """
    made = make_forms(scheme, examined, form_ids, formats)
    where = folder_name(examined.name) or examined.name
    return Filled(deliver((one.paper.within(where) for one in made.papers), out), made.problems)


def make_forms(
    scheme: Scheme, examined: Examined, form_ids: Iterable[str] | None = None, formats: frozenset[Format] = BOTH
) -> MadePapers:
    """One enterprise's forms, each with the way that it was made, and warnings. Nothing is written.

    Raises DataError with every problem where the record has errors, ProofError where a form comes out wrong.
    """
    forms = choose_forms(scheme, form_ids)
    record = _sound(examined)
    problems = form_findings(scheme, examined, [form.id for form in forms])
    filled = [form_texts(scheme, form, record) for form in forms]
    return MadePapers(tuple(enterprise_papers(scheme, filled, formats)), problems)


def form_findings(scheme: Scheme, examined: Examined, form_ids: Iterable[str]) -> tuple[Problem, ...]:
    """What a person should look at in these forms: all that was found, and what they have a place for and is not said."""
    return (*examined.problems, *missing(scheme, _sound(examined), [*form_ids], found=examined.problems))


def bind_dossier(
    scheme: Scheme,
    examined: Examined,
    kind: str,
    out: Path = Path(),
    on_progress: Callable[[int, int], None] | None = None,
    options: Options = AS_IT_IS,
) -> DossierResult:
    """Write one enterprise's dossier into `out/<企业名称>/`; beside it its proof, 用印签字清单, and originals of signed files.

    A draft has a name of its own, so that it never takes the place of a final; what a final would lack is a warning.
    Raises UsageError for an unknown kind, DataError where the record has errors or lacks what the dossier's papers need,
    ProofError where the finished file fails its proof: then nothing is written.
    """
    made = make_dossier(scheme, examined, kind, on_progress, options)
    where = folder_name(examined.name) or examined.name
    paths = deliver((one.within(where) for one in made.papers), out)
    first_beside, first_original = 2 * made.volumes, 2 * made.volumes + made.beside
    volumes = tuple(WrittenVolume(paths[at], paths[at + 1]) for at in range(0, first_beside, 2))
    stale = left_over(paths[0].parent, made.stem, paths)
    return DossierResult(
        volumes[0].path,
        volumes[0].proof,
        made.pages,
        (*made.problems, *(_stale(made.title, path) for path in stale)),
        originals=paths[first_original:],
        volumes=volumes,
        beside=paths[first_beside:first_original],
    )


def make_dossier(
    scheme: Scheme,
    examined: Examined,
    kind: str,
    on_progress: Callable[[int, int], None] | None = None,
    options: Options = AS_IT_IS,
) -> MadeDossier:
    """One enterprise's dossier and what lies beside it, as `bind_dossier` writes it, which says what is raised."""
    from formgen.dossier import FormPaper, bind

    definition, record = _dossier(scheme, kind), examined.record
    found = dossier_findings(scheme, examined, kind, options)
    if record is None or has_errors(found):
        raise DataError(found)
    filled = [form_texts(scheme, form, record) for form in choose_forms(scheme, definition.form_ids)]
    forms = [FormPaper(paper.form.id, render_pdf(paper.form, paper.texts).content) for paper in filled]
    own_pages = OwnPages(page_pdf, resources.cache_folder() / "pages")
    bound = bind(scheme, definition, record, examined.folder, tuple(forms), own_pages, on_progress, options)
    stem = f"{definition.title}{'（草稿）' if options.draft else ''}"
    papers: list[Paper] = []
    for number, volume in enumerate(bound.volumes, start=1):
        name = stem if len(bound.volumes) == 1 else f"{stem}-第{number}册"
        papers += [Paper(f"{name}.pdf", volume.content), Paper(f"{name}.proof.json", volume.proof.to_json())]
    papers += [Paper(f"{stem}-{paper.name}.pdf", paper.pdf) for paper in bound.beside]
    names = file_names(original.name for original in bound.originals)
    papers += [
        Paper(f"{stem}-{SIGNED}/{name}", original.content)
        for name, original in zip(names, bound.originals, strict=True)
    ]
    return MadeDossier(
        definition.title,
        stem,
        tuple(papers),
        (*found, *bound.problems),
        sum(volume.proof.pages for volume in bound.volumes),
        len(bound.volumes),
        len(bound.beside),
    )


def dossier_findings(scheme: Scheme, examined: Examined, kind: str, options: Options = AS_IT_IS) -> tuple[Problem, ...]:
    """What there is to say of a dossier before it is bound: what was found in the record, and what its forms lack. Where that
    stops it, also which materials are missing and which files can't be taken in: nobody has to come back for them.

    Raises UsageError for an unknown kind.
    """
    definition, record = _dossier(scheme, kind), examined.record
    if record is None:
        return examined.problems
    severity = Severity.WARNING if options.draft else Severity.ERROR
    gaps = missing(scheme, record, definition.form_ids, severity=severity, found=examined.problems)
    found = (*examined.problems, *gaps)
    if not has_errors(found):
        return found
    from formgen.dossier import lacking

    return (*found, *lacking(scheme, definition, record, examined.folder, options))


def _dossier(scheme: Scheme, kind: str) -> Dossier:
    definition = scheme.dossier(kind)
    if definition is None:
        raise UsageError(f"没有「{kind}」这种材料；有：{'、'.join(known.id for known in scheme.dossiers)}")
    return definition


def _stale(title: str, path: Path) -> Problem:
    """The warning about a file of an earlier run that is no part of this dossier."""
    message = f"文件夹里还有以前装订的「{path.name}」，不属于这一次"
    return warning("dossier.left-over", title, Place(path.name), message, "请删去或移到别处，以免一起交上去")


def verify_dossier(path: Path, sources: Path | None = None) -> Verified:
    """Compare a dossier with the proof beside it, as far as there is one, and with its sources in a folder if one is given.

    Raises UsageError for a dossier or folder that is not there, MachineError for one that can't be read.
    """
    from formgen.dossier.proof.verify import verify

    proof = path.with_suffix(".proof.json")
    for wanted, kind in ((path, Path.is_file), (sources, Path.is_dir)):
        if wanted is not None and not kind(wanted):
            raise UsageError(f"没有 {wanted} 这个{'文件' if wanted is path else '文件夹'}")
    try:
        return verify(path.read_bytes(), proof.read_bytes() if proof.exists() else None, sources)
    except OSError:
        raise MachineError(f"读不了 {path} 或它旁边的装订核对记录，请核对读取权限") from None


def read_back(scheme: Scheme, form_id: str, content: bytes, name: str) -> tuple[SlotText, ...]:
    """What stands in each slot of a form's Word file (its bytes), typed by a person or filled by us, in the form's order.

    Works after the file was saved by Word, WPS or LibreOffice. An empty slot gives "". What goes on, on a continuation sheet,
    comes back as the one text. name is for messages.
    Raises UsageError for an unknown form, DefinitionError for what is no Word file.
    """
    (form,) = choose_forms(scheme, [form_id])
    return read_form(form, read_package(content, name).document)


def _sound(examined: Examined) -> Record:
    if examined.record is None or examined.has_errors:
        raise DataError(examined.problems)
    return examined.record
