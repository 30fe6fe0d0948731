"""If anything fails in the compiled way, the paper is still made: it is laid out whole, and the reason is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from formgen import pipeline
from formgen.foundation.errors import DefinitionError, MachineError, ProofError
from formgen.render import lines, papers
from formgen.render.compiled import blanks, filling, pages, slot_paragraphs, word
from formgen.render.compiled.kept import Kept
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.compiled.typeset.typeset import Typesetter
from formgen.render.fit import overflows
from formgen.render.papers import FormTexts, Way, render_packet, render_pdf, render_word, whole_packet, whole_pdf
from formgen.render.pdf.pdf import html_to_pdf
from formgen.render.word.fill import SlotText, fill_package
from formgen.scheme.models import Form, Scheme
from tests.contract.tree import ROOT
from tests.render.papers import form_of

SECRET = "苏州市某某精密机械有限公司"
TEXTS = (SlotText("applicant.name", SECRET), SlotText("applicant.phone", "0512-53500000"))
Break = Callable[[Exception], None]


class UnforeseenError(Exception):
    """An error that nobody expected. Its message quotes a value, like the message of a KeyError."""


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start and end the test with empty memory caches, so that only this test's values are in them."""
    monkeypatch.setattr(papers, "_FILLERS", Kept(8))
    monkeypatch.setattr(pages, "_SHAPES", Kept(8))
    lines.set_ends.cache_clear()
    yield
    lines.set_ends.cache_clear()


@pytest.fixture
def form(scheme: Scheme) -> Form:
    return form_of(scheme, "annex3")


def breaker(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Break:
    def broken(fault: Exception) -> None:
        def fails(*_: object, **__: object) -> None:
            raise fault

        monkeypatch.setattr(owner, name, fails)

    return broken


@pytest.fixture(params=["compiling", "keeping", "filling", "writing"])
def break_pdf(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Break:
    """Breaks one step of the compiled way of a PDF."""
    monkeypatch.setattr(blanks, "kept", lambda folder, key, make: make())  # the cache folder is not used
    where: dict[str, tuple[object, str]] = {
        "compiling": (blanks, "compile_document"),
        "keeping": (blanks, "kept"),
        "filling": (filling._Variant, "filled"),
        "writing": (filling._Variant, "file"),
    }
    return breaker(monkeypatch, *where[request.param])


def assert_told(why: str) -> None:
    assert "UnforeseenError" in why and "第" in why and SECRET not in why, why


def test_a_pdf_is_laid_out_whole_after_any_fault(form: Form, break_pdf: Break) -> None:
    break_pdf(UnforeseenError(SECRET))
    for _ in range(2):  # the second time the reason is remembered, or found again
        made = render_pdf(form, TEXTS)
        assert made.way is Way.WHOLE
        assert made.content == whole_pdf(form, fill_package(form, TEXTS), TEXTS)
        assert_told(made.why)


def test_a_packet_is_laid_out_whole_after_any_fault(scheme: Scheme, form: Form, break_pdf: Break) -> None:
    break_pdf(UnforeseenError(SECRET))
    contents, one = pipeline.packet_contents(scheme), [FormTexts(form, TEXTS)]
    made = render_packet(one, contents)
    assert made.way is Way.WHOLE and made.content == whole_packet(one, contents)
    assert_told(made.why)


def test_an_own_page_is_laid_out_whole_after_any_fault(break_pdf: Break) -> None:
    page = (
        '<html lang="zh-CN"><head><title>封面</title><style>p{font-family:"Gw Song";line-height:20pt}</style></head>'
        f'<body><p><span data-slot="name">{SECRET}</span></p></body></html>'
    )
    break_pdf(UnforeseenError(SECRET))
    assert pages.page_pdf(page) == html_to_pdf(page)


@pytest.mark.parametrize("step", ["compiling", "filling"])
def test_a_word_file_is_filled_by_the_reference_after_any_fault(
    form: Form, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name = (papers, "compiled_word") if step == "compiling" else (word.CompiledWord, "fill")
    breaker(monkeypatch, owner, name)(UnforeseenError(SECRET))
    made = render_word(form, TEXTS)
    assert made.way is Way.WHOLE and made.content == fill_package(form, TEXTS).to_bytes()
    assert_told(made.why)


def test_what_fits_is_measured_by_the_layout_after_any_fault(scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> None:
    form = form_of(scheme, "annex2")
    texts = (SlotText("applicant.name", SECRET * 9), SlotText("application.reasons", f"{SECRET}。\n" * 60))
    sheet = slot_sheet(form, texts)
    found = overflows(sheet, form.slots)
    assert found
    lines.set_ends.cache_clear()
    breaker(monkeypatch, Typesetter, "lines")(UnforeseenError(SECRET))
    breaker(monkeypatch, Typesetter, "most_lines")(UnforeseenError(SECRET))
    breaker(monkeypatch, slot_paragraphs, "_patterns")(UnforeseenError(SECRET))
    other = slot_sheet(form, texts)
    assert [paragraph.text for paragraph, _ in sheet.paragraphs()] == [
        paragraph.text for paragraph, _ in other.paragraphs() if any(span.slot for span in paragraph.spans)
    ]
    assert overflows(other, form.slots) == found
    paragraph, width = next(iter(sheet.paragraphs()))
    assert lines.most_lines(paragraph, width) is None and lines.line_ends(paragraph, width)


def test_reasons_stand_beside_the_papers(scheme: Scheme, break_pdf: Break) -> None:
    break_pdf(UnforeseenError(SECRET))
    examined = pipeline.examine(scheme, ROOT / "samples" / "complete.json")
    made = pipeline.make_forms(scheme, examined, ["annex3"], frozenset((pipeline.Format.PDF,)))
    (paper,) = made.papers
    assert paper.way is Way.WHOLE
    assert_told(paper.why)


@pytest.mark.parametrize(
    "fault", [MemoryError(), MachineError("缺少字体"), DefinitionError([])], ids=["memory", "machine", "definition"]
)
def test_what_another_way_would_not_help_is_raised(form: Form, break_pdf: Break, fault: Exception) -> None:
    break_pdf(fault)
    with pytest.raises(type(fault)):
        render_pdf(form, TEXTS)


def test_ctrl_c_is_never_caught(form: Form, break_pdf: Break) -> None:
    break_pdf(KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        render_pdf(form, TEXTS)


def test_a_refusal_of_the_compiled_way_is_the_reason(form: Form, break_pdf: Break) -> None:
    break_pdf(ProofError("表格的一个填写位置的排版方式不认识，不能预先排好"))
    made = render_pdf(form, TEXTS)
    assert (made.way, made.why) == (Way.WHOLE, "表格的一个填写位置的排版方式不认识，不能预先排好")
