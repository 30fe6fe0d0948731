"""`formgen forms`: lists what a scheme contains, or checks its folder for faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import is_quiet, quiet_option, scheme_option
from formgen.cli.failures import complain
from formgen.cli.options import json_option
from formgen.cli.output import print_json, remark, tell
from formgen.cli.text import columns
from formgen.foundation import resources
from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.pipeline.schemes import form_looks, office_layouts
from formgen.scheme.applicants import Quotas, Towns
from formgen.scheme.dossiers import Dossier, Material
from formgen.scheme.models import Form, Scheme

FIRST_NUMBER = ord("①")
MOST_NUMBERS = 20  # ① to ⑳
TOLD: dict[str, Any] = {
    "id": True,
    "title": True,
    "document_number": True,
    "issuers": True,
    "issued_on": True,
    "forms": {"__all__": {"id", "annex", "title", "pages", "reconstruction"}},
    "dossiers": True,
    "towns": True,
    "quotas": True,
}
"""The parts of a scheme that `--json` gives."""


@click.command("forms", cls=ChineseCommand)
@click.option("--check", cls=ChineseOption, is_flag=True, help="检查方案文件夹和 Word 模板，列出全部错误")
@json_option
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, check: bool, as_json: bool) -> int:
    """列出方案的表格、各阶段要交的材料、截止日期和指标。"""
    if check:
        return _check(scheme_id, as_json)
    scheme = pipeline.load(scheme_id)
    if as_json:
        print_json(scheme.model_dump(mode="json", include=TOLD))
    else:
        for line in listing(scheme):
            tell(line)
    return 0


def _check(scheme_id: str | None, as_json: bool) -> int:
    folder = resources.scheme_folder(scheme_id)
    faults, name = pipeline.definition_faults(folder), folder.name
    layouts, looks = ((), ()) if faults else (office_layouts(folder), form_looks(folder))
    if as_json:
        told = {"layouts": [asdict(one) for one in layouts]} if layouts else {}
        forms = {"forms": [asdict(one) for one in looks]} if looks else {}
        print_json({"scheme": name, "faults": [_fault_json(fault) for fault in faults], **forms, **told})
    elif faults:
        for fault in faults:
            click.echo(fault, err=is_quiet())
        complain(f"方案 {name} 有 {len(faults)} 处错误")
    else:
        for line in (*(one.line for one in looks), *(line for one in layouts for line in one.lines)):
            remark(line)
        tell(f"方案 {name} 没有问题")
    return DefinitionError.exit_code if faults else 0


def _fault_json(fault: DefinitionFault) -> dict[str, str]:
    return {"file": fault.file, "place": fault.place, "message": fault.message}


def listing(scheme: Scheme) -> Iterator[str]:
    """The lines that describe the whole scheme to a reader: forms, dossiers, quotas."""
    yield click.style(scheme.title, bold=True)
    issued = (scheme.document_number, "、".join(scheme.issuers), str(scheme.issued_on) if scheme.issued_on else None)
    if any(issued):
        yield "　".join(part for part in issued if part)
    yield ""
    yield click.style("表格", bold=True)
    yield from columns((_form_row(form) for form in scheme.forms), indent=2)
    notes: dict[str, list[str]] = {}
    for form in scheme.forms:
        if form.reconstruction is not None:
            notes.setdefault(form.reconstruction, []).append(form.id)
    yield from (f"  注（{'、'.join(ids)}）：{note}" for note, ids in notes.items())
    for dossier in scheme.dossiers:
        yield ""
        yield from _dossier_lines(scheme, dossier)
    if scheme.towns is not None and scheme.quotas is not None:
        yield ""
        yield click.style(scheme.quotas.title, bold=True)
        yield from columns(_quota_rows(scheme.towns, scheme.quotas), indent=2)


def _form_row(form: Form) -> tuple[str, ...]:
    return form.id, form.annex, f"{form.pages} 页", form.title


def _dossier_lines(scheme: Scheme, dossier: Dossier) -> Iterator[str]:
    yield click.style(f"{dossier.title}（{dossier.id}）", bold=True)
    deadline = "　".join(text for text in (str(dossier.deadline or ""), dossier.deadline_text) if text)
    told = (("阶段", dossier.stage), ("截止", deadline), ("交给", dossier.receiver))
    facts = [(what, text) for what, text in told if text]
    facts += [("份数", f"{dossier.copies} 份")] if dossier.copies is not None else []
    facts += [("封面用纸", dossier.cover_paper)] if dossier.cover_paper is not None else []
    facts += [("条件" if index == 0 else "", text) for index, text in enumerate(dossier.conditions)]
    facts += [
        ("材料" if index == 0 else "", f"{_number(index)}{material.title}{_material_note(scheme, material)}")
        for index, material in enumerate(dossier.materials)
    ]
    yield from columns(facts, indent=2)


def _number(index: int) -> str:
    return chr(FIRST_NUMBER + index) if index < MOST_NUMBERS else f"({index + 1})"


def _material_note(scheme: Scheme, material: Material) -> str:
    """The facts that the material's title does not say: where the material comes from, and the number of copies."""
    form = scheme.form(material.form) if material.form else None
    notes = [f"用 {form.id} 填写"] if form else []
    notes += [f"{scheme.applicant.word}提供"] if material.supplied or material.evidence else []
    notes += ["自动生成"] if material.page else []
    notes += [f"由{material.issued_by}出具"] if material.issued_by else []
    notes += [f"{material.copies} 份"] if material.copies is not None else []
    return f"〔{'，'.join(notes)}〕"


def _quota_rows(towns: Towns, quotas: Quotas) -> Iterator[tuple[str, ...]]:
    yield towns.word, *(column.label for column in quotas.columns)
    for town in (*towns.towns, quotas.total):
        yield town.name, *(str(town.quotas.get(column.id, "")) for column in quotas.columns)
