"""Office forms that were laid out once and are filled by us are as LibreOffice lays them out whole; and who lacks LibreOffice is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from formgen.engines import soffice
from formgen.engines.soffice import office_program
from formgen.foundation.errors import MachineError
from formgen.pipeline.schemes import office_layouts
from formgen.render import papers
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.office_forms.drawn_pages import drawn_pages
from formgen.render.office_forms.kept_layout import DAMAGED, LAYOUT_FILE, MISSING, STALE, kept_layout
from formgen.render.papers import FormTexts, Way, render_packet, render_pdf, render_word
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import WordPackage
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, Scheme
from tests.judges.verapdf import verapdf
from tests.render.office_forms.office_scheme import copied, layout_of, texts
from tools.comparison import LIMIT
from tools.office_fidelity import page_distance

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed"),
]


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice."""
    for module in (soffice, "formgen.render.office.laying_out"):
        target = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{target}.office_program", lambda: None)


@pytest.fixture(scope="module")
def scheme(startup: Path) -> Scheme:
    return load_scheme(startup)


def test_a_filled_form_is_as_libreoffice_lays_it_out(scheme: Scheme, tmp_path: Path) -> None:
    paths = []
    for form in scheme.forms:
        fillings = [(), *(texts(form, number) for number in (1, 3, 6))]
        made = [render_pdf(form, some) for some in fillings]
        assert [(one.way, one.why) for one in made] == [(Way.COMPILED, "")] * len(made)
        whole = raw_pdfs([fill_package(form, some) for some in fillings], form.title)
        for number, (one, like) in enumerate(zip(made, whole, strict=True)):
            ours, theirs = drawn_pages(one.content), drawn_pages(like)
            assert len(ours) == len(theirs) == form.pages
            for page, same in zip(ours, theirs, strict=True):
                far, unlike = page_distance(page, same)
                assert unlike == () and far <= LIMIT, (form.id, number)
            paths.append(tmp_path / f"{form.id}-{number}.pdf")
            paths[-1].write_bytes(one.content)
    assert [(one.path.name, one.failures) for one in verapdf(("2a", "ua1"), paths) if not one.passes] == []


def test_without_libreoffice_forms_and_packets_are_filled(scheme: Scheme, no_office: None) -> None:
    filled = [FormTexts(form, texts(form, 2)) for form in scheme.forms]
    for one in filled:
        assert render_pdf(one.form, one.texts).way is Way.COMPILED
        assert render_word(one.form, one.texts).way is Way.COMPILED
    lines: list[str] = []

    def contents(wanted: tuple[object, ...], values: object) -> str:
        lines.extend(map(str, wanted))
        return "<html lang='zh-CN'><head><title>合订本</title><style></style></head><body><p>目录</p></body></html>"

    packet = render_packet(filled, contents)
    assert (packet.way, packet.why) == (Way.COMPILED, "") and len(lines) == len(scheme.forms)


def test_the_same_texts_give_the_same_bytes(scheme: Scheme) -> None:
    for form in scheme.forms:
        assert render_pdf(form, texts(form, 2)).content == render_pdf(form, texts(form, 2)).content


def too_long(form: Form) -> tuple[SlotText, ...]:
    """A text that no place of one line holds."""
    place = next(place for place in layout_of(form).places if not place.whole and place.most == 1)
    slot = next(form.slots[span.slot] for span in place.spans if span.slot is not None)
    return (SlotText(slot.id, "太长" * 60),)


def test_what_does_not_fit_goes_to_libreoffice_with_its_reason(scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> None:
    form = scheme.forms[0]
    asked: list[Form] = []

    def whole(one: Form, package: WordPackage, texts: Sequence[SlotText]) -> bytes:
        asked.append(one)
        return b"%PDF-"

    monkeypatch.setattr(papers, "whole_pdf", whole)
    made = render_pdf(form, too_long(form))
    assert made.way is Way.WHOLE and "行数超过位置" in made.why and asked == [form]


def test_what_does_not_fit_is_refused_by_name_without_libreoffice(scheme: Scheme, no_office: None) -> None:
    form = scheme.forms[0]
    with pytest.raises(MachineError) as refused:
        render_pdf(form, too_long(form))
    assert (
        form.title in str(refused.value)
        and "LibreOffice" in str(refused.value)
        and "行数超过位置" in str(refused.value)
    )


def test_a_stale_missing_or_damaged_layout_is_told(scheme: Scheme, no_office: None, tmp_path: Path) -> None:
    again = copied(scheme.folder, tmp_path)
    form = again.forms[0]
    path = form.folder / LAYOUT_FILE
    assert kept_layout(form).layout == layout_of(scheme.forms[0])
    changed = form.model_copy(update={"title": "另一张表"})
    assert kept_layout(changed).why == STALE
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert kept_layout(form).why == DAMAGED
    path.unlink()
    assert kept_layout(form).why == MISSING
    told = office_layouts(again.folder)
    assert MISSING in told[0].why and "没有安装 LibreOffice" in told[0].lines[0]
    assert told[1].engine and not told[1].written
    with pytest.raises(MachineError, match=MISSING):
        render_pdf(form, ())
