"""Helpers for the tests of render: forms by id, filled sheets, and the text of a PDF by its tags."""

from __future__ import annotations

from pathlib import Path

from formgen.render.layout.read import read_sheet
from formgen.render.layout.sheet import Sheet
from formgen.render.long_values.fitting import fitted
from formgen.render.papers import render_pdf
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import WordPackage
from formgen.scheme.models import Form, Scheme
from tests.judges import pdfium

FORM_IDS = ("annex2", "annex3", "annex4", "annex5-city", "annex5-province")
CONTINUED = "annex2-continued"
"""附件2 with a continuation sheet for the reasons: a form like any other, though no form of the scheme by itself."""
LONG_NAME = "中国石油化工集团公司太仓港高性能复合新材料与精密机械装备制造技术研究开发（江苏）股份有限公司太仓经济开发区第二分公司新区"
LONG_ADDRESS = (
    "江苏省太仓市沙溪镇岳王新湖路与江南路交叉口以东200米（沙溪镇台资企业科技创新产业园）A区3号楼1-5层东侧" * 3
)
LONG_BUSINESS = (
    "新材料技术研发；高性能纤维及复合材料制造；塑料制品制造（GB/T 19001）；汽车零部件及配件销售；货物进出口；" * 20
)
LONG_REASONS = "公司始终把诚信经营作为立身之本，特申请开展信用管理贯标。" * 200
CHANGED = {
    CONTINUED: {"application.reasons": LONG_REASONS[:1400]},
    "annex2-grown": {"applicant.name": LONG_NAME[:40], "applicant.registered_address": LONG_ADDRESS[:60]},
    "annex2-smaller": {"applicant.name": LONG_NAME[:60], "applicant.registered_address": LONG_ADDRESS[:120],
                       "applicant.business_address": LONG_ADDRESS[:110]},
    "annex2-sheets": {"applicant.main_business": LONG_BUSINESS[:600], "application.reasons": LONG_REASONS[:4000]},
    "annex5-city-smaller": {"applicant.registered_address": LONG_ADDRESS[:120], "applicant.main_business": LONG_BUSINESS[:150]},
    "annex5-province-sheets": {"applicant.main_business": LONG_BUSINESS[:600], "recommendation.reasons": LONG_REASONS[:4000]},
}  # fmt: skip
"""Forms that were changed for long values, by a name of their own: the values that they were changed for."""
ALL_FORMS = (*FORM_IDS, *CHANGED)


def form_of(scheme: Scheme, form_id: str) -> Form:
    """A form of the scheme, or one that was changed for long values."""
    values = CHANGED.get(form_id)
    form = scheme.form(form_id if values is None else form_id.rpartition("-")[0])
    assert form is not None
    if values is None:
        return form
    other = fitted(form, tuple(SlotText(slot, text) for slot, text in values.items())).form
    assert other.fitting is not None
    return other


def sheet_of(form: Form, texts: tuple[SlotText, ...] = (), package: WordPackage | None = None) -> Sheet:
    return read_sheet(fill_package(form, texts, package), form.slots, form.title)


def pdf_of(form: Form, texts: tuple[SlotText, ...] = ()) -> bytes:
    """Make the PDF as it is delivered: filled into the compiled form. `test_filling` compares this with the whole layout."""
    return render_pdf(form, texts).content


def tagged_texts(pdf: Path) -> list[str]:
    """The text of each paragraph and heading of a PDF in the order of its tags, without spaces."""
    return list(pdfium.tagged_blocks(pdf.read_bytes()))
