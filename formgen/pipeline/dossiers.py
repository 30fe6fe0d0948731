"""Binds one enterprise's dossier, writes it with the papers beside it, and compares it with its proof later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.dossier.archive.level import ArchiveLevel
from formgen.dossier.assemble import bind, lacking
from formgen.dossier.options import AS_IT_IS, Options, volume_stem
from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.proof.verify import Verified, verify
from formgen.dossier.task import DossierTask, FormPaper
from formgen.engines.signatures import certificates
from formgen.foundation import resources
from formgen.foundation.delivery import Paper, deliver, file_names, folder_name, left_over
from formgen.foundation.errors import DataError, MachineError, UsageError
from formgen.foundation.problems import Place, Problem, Severity, error, has_errors, warning
from formgen.intake.places import file_place
from formgen.pipeline.examining import Examined
from formgen.pipeline.made import MadeDossier, MadeVolume
from formgen.pipeline.offices import offices_parts
from formgen.pipeline.schemes import choose_forms
from formgen.pipeline.signing import supplied_bytes
from formgen.record.check import said_once
from formgen.render.compiled.pages import page_pdf
from formgen.render.office.grown import on_its_pages
from formgen.render.papers import FormTexts, render_pdf
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme

SIGNED = "电子签名原件"
"""The second part of the name of the folder with the originals of signed files. The dossier's name is the first part."""


@dataclass(frozen=True, slots=True)
class WrittenVolume:
    """A volume that was written: the PDF and its proof."""

    path: Path
    proof: Path


@dataclass(frozen=True, slots=True)
class DossierResult:
    """A dossier that was written.

    path, proof  the PDF and its proof; if there are several volumes, those of the first volume
    pages      the number of pages of all volumes
    problems   warnings
    originals  copies of the supplied files with electronic signatures, which are valid only in the original files
    volumes    all volumes in order; nearly always one
    beside     unbound papers that go with the dossier: 用印签字清单, 封面, 印制单
    level      the level of an archive, and why it is no higher; None for a dossier that is no archive
    """

    path: Path
    proof: Path
    pages: int
    problems: tuple[Problem, ...]
    originals: tuple[Path, ...] = ()
    volumes: tuple[WrittenVolume, ...] = ()
    beside: tuple[Path, ...] = ()
    level: ArchiveLevel | None = None


def bind_dossier(
    scheme: Scheme,
    examined: Examined,
    kind: str,
    out: Path = Path(),
    on_progress: Callable[[int, int], None] | None = None,
    options: Options = AS_IT_IS,
) -> DossierResult:
    """Write one applicant's dossier into `out/<name>/`, with its proof, 用印签字清单, and the originals of signed files.

    A draft has a name of its own, so that it never replaces a final dossier. What a final dossier would lack is a warning
    for a draft. Raises UsageError for an unknown kind, DataError if the record has errors or lacks what the dossier's
    papers need, ProofError if the finished file fails its proof. Nothing is written then.
    """
    made = make_dossier(scheme, examined, kind, on_progress, options)
    where = folder_name(examined.name) or examined.name
    paths = deliver((one.within(where) for one in made.papers), out)
    at = {paper.path: path for paper, path in zip(made.papers, paths, strict=True)}
    volumes = tuple(WrittenVolume(at[volume.pdf.path], at[volume.proof.path]) for volume in made.volumes)
    stale = left_over(volumes[0].path.parent, made.stem, paths)
    return DossierResult(
        volumes[0].path,
        volumes[0].proof,
        made.pages,
        (*made.problems, *(_stale(made.title, path) for path in stale)),
        originals=tuple(at[paper.path] for paper in made.originals),
        volumes=volumes,
        beside=tuple(at[paper.path] for paper in made.beside),
        level=made.level,
    )


def make_dossier(
    scheme: Scheme,
    examined: Examined,
    kind: str,
    on_progress: Callable[[int, int], None] | None = None,
    options: Options = AS_IT_IS,
) -> MadeDossier:
    """Make one enterprise's dossier and the papers beside it, as `bind_dossier` writes them. Nothing is written.

    It raises the same errors as `bind_dossier`.
    """
    definition, record = _dossier(scheme, kind), examined.record
    found = dossier_findings(scheme, examined, kind, options)
    if record is None or has_errors(found):
        raise DataError(found)
    if not options.with_opinions:
        examined = examined.handed_in(scheme)
    if options.masked:
        examined = examined.masked(scheme)
    filled, record = examined.filled(scheme, choose_forms(scheme, definition.form_ids)), examined.record or record
    forms = tuple(map(_form_paper, filled))
    own_pages = OwnPages(page_pdf, resources.cache_folder() / "pages")
    bound = bind(DossierTask(scheme, definition, record, examined.folder, forms, options), own_pages, on_progress)
    stem = options.file_stem(definition.title)
    volumes = []
    for number, volume in enumerate(bound.volumes, start=1):
        name = volume_stem(stem, number, len(bound.volumes))
        proof = Paper(f"{name}.proof.json", volume.proof.to_json())
        volumes.append(MadeVolume(Paper(f"{name}.pdf", volume.content, volume.proof.sha256), proof))
    names = file_names(original.name for original in bound.originals)
    return MadeDossier(
        definition.title,
        stem,
        tuple(volumes),
        tuple(Paper(f"{stem}-{paper.name}.pdf", paper.pdf) for paper in bound.beside),
        tuple(
            Paper(f"{stem}-{SIGNED}/{name}", original.content)
            for name, original in zip(names, bound.originals, strict=True)
        ),
        (*found, *bound.problems),
        sum(volume.proof.pages for volume in bound.volumes),
        bound.level,
    )


def dossier_findings(scheme: Scheme, examined: Examined, kind: str, options: Options = AS_IT_IS) -> tuple[Problem, ...]:
    """The findings about a dossier before it is bound: the problems of the record, and what the dossier's forms lack.

    If these findings are errors, the missing materials and the files that can't be taken in are added, so that the user
    sees all of them at once. Raises UsageError for an unknown kind.
    """
    definition, record = _dossier(scheme, kind), examined.record
    if record is None:
        return examined.problems
    severity = Severity.WARNING if options.draft else Severity.ERROR
    forms = choose_forms(scheme, definition.form_ids)
    gaps = said_once((gap for one in examined.looked_at(scheme, forms) for gap in one.gaps), severity)
    blank = "" if options.with_opinions else "装订件"
    offices = offices_parts(scheme, examined, forms, options.with_opinions, blank)
    found = (*examined.problems, *gaps, *offices)
    if not has_errors(found):
        return found
    return (*found, *lacking(DossierTask(scheme, definition, record, examined.folder, options=options)))


def _form_paper(paper: FormTexts) -> FormPaper:
    """A form's PDF, with the pages on which its places for seals and signatures stand."""
    content = render_pdf(paper.form, paper.texts, paper.pictures).content
    return FormPaper(paper.form.id, content, on_its_pages(paper.form, content).stamps)


def _dossier(scheme: Scheme, kind: str) -> Dossier:
    definition = scheme.dossier(kind)
    if definition is None:
        raise UsageError(f"没有「{kind}」这种材料；有：{'、'.join(known.id for known in scheme.dossiers)}")
    return definition


def _stale(title: str, path: Path) -> Problem:
    """The warning about a file of an earlier run that does not belong to this dossier."""
    message = f"文件夹里还有以前装订的「{path.name}」，不属于这一次"
    return warning("dossier.left-over", title, Place(path.name), message, "请删去或移到别处，以免一起交上去")


def verify_dossier(path: Path, sources: Path | None = None, trust: Sequence[Path] = ()) -> Verified:
    """Compare a dossier with the proof beside it, if there is one, and with its sources in a folder, if one is given.

    trust  files of certificates: who signed the dossier later must have one that leads to one of these

    Raises DataError if there is no such dossier, UsageError if there is no such folder or no certificate in a file,
    MachineError if a file can't be read, or if certificates are given and the extra `formgen[sign]` is not installed.
    """
    if not path.is_file():
        remedy = "核对文件名和所在的文件夹"
        raise DataError((error("file.unreadable", "", file_place(path.name or str(path)), "没有这个文件", remedy),))
    proof = path.with_suffix(".proof.json")
    if sources is not None and not sources.is_dir():
        raise UsageError(f"没有 {sources} 这个文件夹")
    trusted = tuple(one for file in trust for one in certificates(supplied_bytes(file, "信任的证书")))
    try:
        return verify(path.read_bytes(), proof.read_bytes() if proof.exists() else None, sources, trusted)
    except OSError:
        raise MachineError(f"读不了 {path} 或它旁边的装订核对记录，请核对读取权限") from None
