"""What goes into one dossier, in which order: the scheme's materials met with what the record supplies.

The order and the words are the work plan's (`scheme.toml`, `[[dossier.material]]`); nothing here knows a particular
dossier. Evidence is put in the order of the self-assessment sheet's indicators, and in the record's own order where
one indicator has several.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from formgen.problems import Place, Problem, error
from formgen.record.models import Record, SuppliedFile
from formgen.scheme.models import Dossier, Material, Scheme

APPLICANT_NAME = "applicant.name"


@dataclass(frozen=True, slots=True)
class Part:
    """Papers that are bound one after the other: one form, or the files of one material or of one piece of evidence.

    title      what stands in the contents: the material's title, or the evidence's
    form       id of the form that it is, None where files are supplied
    files      the supplied files, in order; empty for a form
    indicator  id of the indicator that it is evidence for, None where it is no evidence
    """

    title: str
    form: str | None = None
    files: tuple[SuppliedFile, ...] = ()
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedMaterial:
    """One numbered material of the dossier.

    number  `①`, counted in the work plan's order
    title   the work plan's own words, without the full stop or semicolon that ends them there
    page    `cover` or `contents` for a page of our own, None for everything else
    parts   its papers; one per piece of evidence, else one; empty for a page of our own and for what is missing
    """

    number: str
    title: str
    page: Literal["cover", "contents"] | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A dossier: whose it is, what it is called, and its materials in order, those without papers included."""

    applicant: str
    title: str
    materials: tuple[PlannedMaterial, ...]


def circled(number: int) -> str:
    """The number as the work plan writes it, `①` to `⑳`; beyond the circled characters `（21）`."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"（{number}）"


def plan(scheme: Scheme, dossier: Dossier, record: Record) -> tuple[Plan, tuple[Problem, ...]]:
    """Meet the dossier's materials with the record.

    What is missing is reported, all of it, and stands in the plan without papers: so the files that are there can be
    looked at in the same go. Nothing may be bound while a Problem is an error.
    """
    problems: list[Problem] = []
    name = record.value(APPLICANT_NAME)
    if not isinstance(name, str):
        label = scheme.fields[APPLICANT_NAME].label
        problems.append(
            error("dossier.no-applicant", label, record.place, "没有填写，目录上要印", f"在记录里写明「{label}」")
        )
        name = ""
    materials: list[PlannedMaterial] = []
    for count, material in enumerate(dossier.materials, start=1):
        planned = PlannedMaterial(circled(count), material.title.rstrip("；。;"), material.page)
        parts, found = _parts(scheme, material, planned, record)
        problems.extend(found)
        materials.append(replace(planned, parts=parts))
    return Plan(name, dossier.title, tuple(materials)), tuple(problems)


def _parts(
    scheme: Scheme, material: Material, planned: PlannedMaterial, record: Record
) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """The papers of one material, and what is missing of them."""
    if material.form is not None:
        return (Part(planned.title, form=material.form),), ()
    if material.supplied is not None:
        files = tuple(file for entry in record.materials if entry.material == material.supplied for file in entry.files)
        if files:
            return (Part(planned.title, files=files),), ()
        return (), (_missing(scheme, material, planned, record),)
    if material.evidence:
        return _evidence(scheme, planned, record)
    return (), ()


def _missing(scheme: Scheme, material: Material, planned: PlannedMaterial, record: Record) -> Problem:
    """The finding about a supplied material that the record does not name a file for."""
    label = next((supplied.label for supplied in scheme.supplied if supplied.id == material.supplied), planned.title)
    issuer = f"；这份材料由{material.issued_by}出具" if material.issued_by else ""
    return error(
        "dossier.missing-material",
        planned.title,
        Place(record.place.file, f"/materials/{material.supplied}"),
        f"缺少材料{planned.number}",
        f"在记录的 materials 里写上 {material.supplied}（或「{label}」）和它的 PDF 文件{issuer}",
    )


def _evidence(scheme: Scheme, planned: PlannedMaterial, record: Record) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """The pieces of evidence in the order of the form's indicators."""
    problems: list[Problem] = []
    if not record.evidence:
        place = Place(record.place.file, "/evidence")
        remedy = "在记录的 evidence 里逐条写明指标（indicator）、名称（title）和 PDF 文件（files）"
        problems.append(error("dossier.missing-material", planned.title, place, f"缺少材料{planned.number}", remedy))
    order = {indicator: position for position, indicator in enumerate(scheme.indicators)}
    for piece in record.evidence:
        if piece.indicator not in order:
            message = f"自评表里没有编号为 {piece.indicator} 的指标"
            remedy = "编号按「项目.评价内容.考核内容」依次数，如 1.1.1；请核对"
            problems.append(error("dossier.unknown-indicator", piece.title, piece.place, message, remedy))
        if not piece.files:
            remedy = "写上它的 PDF 文件，或删去这一条"
            problems.append(error("dossier.no-file", piece.title, piece.place, "没有列出文件", remedy))
    pieces = sorted(record.evidence, key=lambda piece: order.get(piece.indicator, len(order)))
    parts = tuple(Part(piece.title, files=piece.files, indicator=piece.indicator) for piece in pieces)
    return parts, tuple(problems)
