"""The plan of one dossier: the scheme's materials in order, each with the papers that the record supplies for it.

The order and the words are the work plan's (`scheme.toml`, `[[dossier.material]]`); nothing here knows a particular
dossier. Evidence follows the order of the sheet of scores. If one indicator has several pieces of evidence, they keep the
record's order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from formgen.foundation.problems import Place, Problem, Severity, error
from formgen.record.json_schema import EVIDENCE_KEYS, MATERIALS_KEYS, TITLE_KEYS
from formgen.record.models import Record, SuppliedFile
from formgen.scheme.dossiers import Dossier, Material, Stamp
from formgen.scheme.models import Scheme

NO_APPLICANT = "dossier.no-applicant"


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """Papers that are bound one after the other: one form, or the files of one material or of one piece of evidence.

    title      the words in the contents: the material's title, or the evidence's
    form       id of the form, None if the part consists of supplied files
    files      the supplied files, in order; empty for a form
    indicator  id of the indicator that the part is evidence for, None if it is no evidence
    section    title of the evidence's section in the sheet of scores; empty if the part is no evidence
    score      points of the evidence's indicator, as the index prints them; empty where the record gives no score
    gap        what is missing here; None if the record names the papers
    """

    title: str
    form: str | None = None
    files: tuple[SuppliedFile, ...] = ()
    indicator: str | None = None
    section: str = ""
    score: str = ""
    gap: Problem | None = None


@dataclass(frozen=True, slots=True)
class PlannedMaterial:
    """One numbered material of the dossier.

    number  `①`, counted in the work plan's order
    title   the work plan's own words, without the full stop or semicolon that ends them there
    page    `cover` or `contents` for a page of our own, None for everything else
    parts   its papers; one for each piece of evidence, else one; empty for a page of our own. A missing paper is a gap
    copies  how many copies of it the work plan asks for, None if the work plan says nothing
    issued_by  who issues it, None where the applicant writes it itself
    stamps  the seals and signatures that it must bear before it is bound; those of a form are in the form's definition
    is_evidence  True for the evidence for the scores
    """

    number: str
    title: str
    page: Literal["cover", "contents"] | None = None
    parts: tuple[PlannedPart, ...] = ()
    copies: int | None = None
    issued_by: str | None = None
    stamps: tuple[Stamp, ...] = ()
    is_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A dossier: its applicant, its title, and its materials in order, also those without papers.

    copies       how many copies the work plan asks for, None where it says nothing
    cover_paper  the paper that the work plan asks for the cover, None where it says nothing
    receiver     who receives it; empty where the work plan does not say
    nameless     the words that a draft prints in place of the name if the record does not say it
    """

    applicant: str
    title: str
    materials: tuple[PlannedMaterial, ...]
    copies: int | None = None
    cover_paper: str | None = None
    receiver: str = ""
    nameless: str = ""


def circled(number: int) -> str:
    """The number as the work plan writes it, `①` to `⑳`; beyond the circled characters `（21）`."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"（{number}）"


def plan(scheme: Scheme, dossier: Dossier, record: Record) -> tuple[Plan, tuple[Problem, ...]]:
    """Match the dossier's materials with the record.

    Everything that is missing is reported and stands in the plan as a gap, so the caller can check the files that exist
    in the same run. Only a draft may be bound while a Problem is an error.
    """
    problems: list[Problem] = []
    name, label = record.value(scheme.applicant.name), scheme.name_label
    if not isinstance(name, str):
        problems.append(error(NO_APPLICANT, label, record.place, "没有填写，目录上要印", f"写明「{label}」"))
        name = ""
    materials: list[PlannedMaterial] = []
    for count, material in enumerate(dossier.materials, start=1):
        planned = PlannedMaterial(
            circled(count),
            _listed_title(material),
            material.page,
            copies=material.copies,
            issued_by=material.issued_by,
            stamps=material.stamps,
            is_evidence=material.evidence,
        )
        parts, found = _parts(scheme, material, planned, record)
        problems.extend(found)
        materials.append(replace(planned, parts=parts))
    nameless = f"（{label}未填）"
    whole = Plan(name, dossier.title, tuple(materials), dossier.copies, dossier.cover_paper, dossier.receiver, nameless)
    return whole, tuple(problems)


def _listed_title(material: Material) -> str:
    """The title as contents list it. Which paper a cover is printed on stands behind it in brackets: an instruction to
    whoever prints, not a part of the title."""
    title = material.title.rstrip("；。;")
    return title.partition("（")[0] if material.page == "cover" else title


def as_draft(planned: Plan, problems: Iterable[Problem]) -> tuple[Plan, tuple[Problem, ...]]:
    """The plan of a draft: errors that would stop a dossier become warnings, and `nameless` replaces a missing name."""
    named = replace(planned, applicant=planned.applicant or planned.nameless)
    return named, tuple(replace(problem, severity=Severity.WARNING) for problem in problems)


def _parts(
    scheme: Scheme, material: Material, planned: PlannedMaterial, record: Record
) -> tuple[tuple[PlannedPart, ...], tuple[Problem, ...]]:
    """The papers of one material, and a Problem for each one that is missing."""
    if material.form is not None:
        return (PlannedPart(planned.title, form=material.form),), ()
    if material.supplied is not None:
        files = tuple(file for entry in record.materials if entry.material == material.supplied for file in entry.files)
        if files:
            return (PlannedPart(planned.title, files=files),), ()
        missing = _missing(scheme, material, planned, record)
        return (PlannedPart(planned.title, gap=missing),), (missing,)
    if material.evidence:
        return _evidence(scheme, planned, record)
    return (), ()


def _missing(scheme: Scheme, material: Material, planned: PlannedMaterial, record: Record) -> Problem:
    """The Problem for a supplied material for which the record names no file."""
    label = next((supplied.label for supplied in scheme.supplied if supplied.id == material.supplied), planned.title)
    issuer = f"；这份材料由{material.issued_by}出具" if material.issued_by else ""
    in_folder = _in_folder(scheme)
    remedy = f"在数据的「{MATERIALS_KEYS[1]}」里写上「{label}」和它的 PDF 文件{in_folder}{issuer}"
    if record.file_page:
        remedy = f"在网页的「{record.file_page}」页上，把文件放到「{label}」下{issuer}"
    elif record.file_sheet:
        listed = f"在工作表「{record.file_sheet}」里加一行，写明{scheme.applicant.word}、「{label}」和它的 PDF 文件"
        remedy = f"{listed}{in_folder}{issuer}"
    elif record.is_alone:
        remedy = f"在表格里加一列「{label}」，写上它的 PDF 文件{in_folder}{issuer}"
    place = _listing(record, f"/materials/{material.supplied}")
    return error("dossier.missing-material", planned.title, place, f"缺少材料{planned.number}", remedy)


def _in_folder(scheme: Scheme) -> str:
    """The other way to hand in a file, as a remedy goes on."""
    return f"；或把文件放进以{scheme.name_label}命名的文件夹（formgen folders 可先建好空的）"


def _listing(record: Record, pointer: str) -> Place:
    """Where a file that is missing would be listed: the sheet of files, the row of a text file, or the pointer in a JSON record."""
    if record.is_alone:
        return record.place
    return Place(record.place.file, record.file_sheet) if record.file_sheet else record.place.inside(pointer)


def _evidence(
    scheme: Scheme, planned: PlannedMaterial, record: Record
) -> tuple[tuple[PlannedPart, ...], tuple[Problem, ...]]:
    """The pieces of evidence in the order of the scheme's indicators, and what is wrong with them."""
    problems: list[Problem] = []
    if not record.evidence:
        place = _listing(record, "/evidence")
        remedy = f"在数据的「{EVIDENCE_KEYS[1]}」里逐条写明指标、{TITLE_KEYS[1]}和 PDF 文件"
        if record.file_sheet:
            applicant = scheme.applicant.word
            remedy = f"在工作表「{record.file_sheet}」里逐行写明{applicant}、指标的编号、标题和 PDF 文件"
        remedy += _in_folder(scheme)
        if record.is_alone:
            remedy = _in_folder(scheme).removeprefix("；或")
        if record.file_page:
            remedy = f"在网页的「{record.file_page}」页上，选证明哪一项，写上名称，放进文件"
        missing = error("dossier.missing-material", planned.title, place, f"缺少材料{planned.number}", remedy)
        return (PlannedPart(planned.title, gap=missing),), (missing,)
    scores = scheme.scores
    sheet = f"{scores.word}表" if scores else "方案"
    counted = ".".join((scores.section, scores.aspect, scores.indicator)) if scores else ""
    order = {indicator: position for position, indicator in enumerate(scheme.indicators)}
    gaps: dict[int, Problem] = {}
    for piece in record.evidence:
        if piece.indicator not in order:
            message = f"{sheet}里没有编号为 {piece.indicator} 的指标"
            remedy = f"编号按「{counted}」依次数，如 1.1.1；请核对"
            problems.append(error("dossier.unknown-indicator", piece.title, piece.place, message, remedy))
        if not piece.files:
            remedy = "写上它的 PDF 文件，或删去这一条"
            gaps[id(piece)] = error("dossier.no-file", piece.title, piece.place, "没有列出文件", remedy)
            problems.append(gaps[id(piece)])
    pieces = sorted(record.evidence, key=lambda piece: order.get(piece.indicator, len(order)))
    parts = []
    for piece in pieces:
        row, score = scheme.indicators.get(piece.indicator), record.score(piece.indicator)
        parts.append(
            PlannedPart(
                piece.title,
                files=piece.files,
                indicator=piece.indicator,
                section=row.section if row else f"{sheet}里没有的指标",
                score=f"{score.points.normalize():f}" if score else "",
                gap=gaps.get(id(piece)),
            )
        )
    return tuple(parts), tuple(problems)
