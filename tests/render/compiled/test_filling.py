"""Compiled forms and packets are filled and compared with the whole layout: pictures, text, and standards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from benchmarks.enterprises import record
from formgen import pipeline
from formgen.foundation import resources
from formgen.intake.json.record import read_record_text
from formgen.render.compiled.blanks import Lines, form_blank, packet_blank
from formgen.render.compiled.filling import Filler
from formgen.render.compiled.pages import page_pdf
from formgen.render.compiled.places import NEAR, Found, Moved, find_held_places, find_known_places, find_places
from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.papers import FormTexts, Way, render_packet, render_pdf, whole_packet, whole_pdf
from formgen.render.pdf.pdf import html_to_pdf
from formgen.render.values import slot_texts
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import STYLES, read_package
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from tests.judges import mupdf, poppler
from tests.judges.verapdf import verapdf
from tests.render.papers import ALL_FORMS, form_of
from tests.sweeps import sweep
from tools.pdf_pages import read_pages

PARTS, RECORDS = 16, 4
"""The number of parts, and of enterprises in each part. All enterprises fill 附件2, every fifth fills 附件3, and no two
reasons are equal. All parts but the first are thorough. `make compare` takes all forms and packets, uses two renderers,
and lets veraPDF check each."""


def filled(scheme: Scheme, number: int, form_ids: tuple[str, ...]) -> list[FormTexts]:
    """The texts of a made-up enterprise for forms."""
    found = read_record_text(scheme, record(scheme, number), "record.json").record
    assert found is not None
    return [FormTexts(form, slot_texts(scheme, form, found)) for form in (form_of(scheme, one) for one in form_ids)]


def pictures(pdf: bytes) -> Iterator[tuple[Image.Image, str]]:
    """Each page drawn by pdfium, and its text."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=1.5).to_pil().convert("L"), page.get_textpage().get_text_range()


def assert_same(ours: bytes, whole: bytes) -> None:
    """Check that both PDFs have the same pages, pixel by pixel, and the same text."""
    one, other = list(pictures(ours)), list(pictures(whole))
    assert len(one) == len(other)
    for (picture, text), (wanted, wanted_text) in zip(one, other, strict=True):
        assert text == wanted_text
        assert picture.size == wanted.size and ImageChops.difference(picture, wanted).getbbox() is None


@pytest.mark.parametrize("part", sweep(range(PARTS), (0,)))
def test_made_up_enterprises_come_out_as_in_the_whole_layout(scheme: Scheme, part: int) -> None:
    for number in range(part * RECORDS, (part + 1) * RECORDS):
        for one in filled(scheme, number, ("annex2", "annex3") if number % 5 == 0 else ("annex2",)):
            rendered = render_pdf(one.form, one.texts)
            assert rendered.way is Way.COMPILED, rendered.why
            assert_same(rendered.content, whole_pdf(one.form, fill_package(one.form, one.texts), one.texts))


@pytest.mark.parametrize("form_id", sweep(ALL_FORMS, ("annex2", "annex4", "annex5-province-sheets")))
def test_every_form_blank_and_filled_is_the_same_in_two_renderers(scheme: Scheme, form_id: str, tmp_path: Path) -> None:
    (one,) = filled(scheme, 7, (form_id,))
    for number, texts in enumerate(((), one.texts)):
        rendered = render_pdf(one.form, texts)
        whole = whole_pdf(one.form, fill_package(one.form, texts), texts)
        assert rendered.way is Way.COMPILED, rendered.why
        assert_same(rendered.content, whole)
        paths = [tmp_path / f"{number}-{name}.pdf" for name in ("ours", "whole")]
        for path, content in zip(paths, (rendered.content, whole), strict=True):
            path.write_bytes(content)
        drawn, wanted = (mupdf.rasterise(path, 60) for path in paths)
        assert drawn == wanted


def test_a_packet_is_the_same_and_passes_the_standards(scheme: Scheme, tmp_path: Path) -> None:
    contents = pipeline.packet_contents(scheme)
    papers = filled(scheme, 11, ("annex2", "annex3", "annex4"))
    rendered = render_packet(papers, contents)
    assert rendered.way is Way.COMPILED, rendered.why
    assert_same(rendered.content, whole_packet(papers, contents))
    # The packet has the pages of all three, and of them the first has the longest texts.
    paths = [tmp_path / "packet.pdf", tmp_path / "form.pdf"]
    for path, content in zip(
        paths, (rendered.content, render_pdf(papers[0].form, papers[0].texts).content), strict=True
    ):
        path.write_bytes(content)
    assert [verdict for verdict in verapdf(("2a", "ua1"), paths) if not verdict.passes] == []


@pytest.mark.parametrize(("kern", "advance"), [("", 0.5), ('<w:kern w:val="2"/>', 0.463)])
def test_letters_are_kerned_where_the_form_says_so_and_both_ways_alike(
    scheme: Scheme, kern: str, advance: float, tmp_path: Path
) -> None:
    """advance: of a figure 1 before another one, in em."""
    (one,) = filled(scheme, 7, ("annex2",))
    folder = tmp_path / "scheme"
    shutil.copytree(one.form.template.parents[1], folder)
    path = folder / "annex2" / "form.docx"
    package, defaults = read_package(path.read_bytes(), path.name), "<w:rPrDefault><w:rPr>"
    styles = package.part(STYLES).decode().replace(defaults, defaults + kern).encode()
    parts = tuple(replace(part, content=styles) if part.name == STYLES else part for part in package.parts)
    path.write_bytes(replace(package, parts=parts).to_bytes())
    form = next(form for form in load_scheme(folder).forms if form.id == "annex2")
    longest = max(one.texts, key=lambda text: len(text.text))
    texts = tuple(text._replace(text="A1111 WAVE office，" * 8) if text == longest else text for text in one.texts)
    rendered = render_pdf(form, texts)
    assert rendered.way is Way.COMPILED, rendered.why
    assert_same(rendered.content, whole_pdf(form, fill_package(form, texts), texts))
    glyphs = [glyph for page in read_pages(rendered.content) for glyph in page.glyphs]
    at = "".join(glyph.character for glyph in glyphs).index("A1111W") + 1
    size = glyphs[at].box.bottom - glyphs[at].box.top
    assert (glyphs[at + 3].x - glyphs[at].x) / 3 == pytest.approx(advance * size, rel=0.02)


LONG = "太仓样例" * 6 + "有限公司"


def test_a_name_that_moves_what_stands_below_it(scheme: Scheme) -> None:
    """The name stands in the seal line of 附件3. If it has a second line, the lines below it move down."""
    form = form_of(scheme, "annex3")
    texts = (SlotText("applicant.name", LONG),)
    rendered = render_pdf(form, texts)
    assert rendered.way is Way.COMPILED, rendered.why
    assert_same(rendered.content, whole_pdf(form, fill_package(form, texts), texts))
    with pytest.raises(Moved):
        form_blank(form).compiled()


def test_a_name_with_characters_that_look_alike_is_filled_in_as_written(scheme: Scheme, tmp_path: Path) -> None:
    form, name = form_of(scheme, "annex3"), "甲〜乙～丙…丁⋯戊·己•庚・辛㖈䎛壬㘽㦳公司"
    rendered = render_pdf(form, (SlotText("applicant.name", name),))
    assert rendered.way is Way.COMPILED, rendered.why
    (tmp_path / "filled.pdf").write_bytes(rendered.content)
    assert name in poppler.text(tmp_path / "filled.pdf").replace("\n", "")
    texts = (SlotText("applicant.name", name),)
    assert_same(rendered.content, whole_pdf(form, fill_package(form, texts), texts))


@pytest.mark.parametrize("text", ["a" * 400, "公\u0301司", "שלום", "一\n" * 30])
def test_what_is_not_sure_is_laid_out_whole(scheme: Scheme, text: str) -> None:
    form = form_of(scheme, "annex3")
    filler = Filler(form_blank(form))
    assert isinstance(filler.fill({"applicant.name": text}), Unsure)


def test_the_same_texts_give_the_same_bytes_in_another_process_without_weasyprint(tmp_path: Path) -> None:
    """The test has its own cache. In the cache of the whole run other tests may remove its entries meanwhile."""
    script = (
        "import hashlib, sys\nfrom formgen import pipeline\nfrom formgen.render.papers import render_pdf\n"
        "from formgen.render.word.fill import SlotText\nform = pipeline.load().form('annex2')\n"
        "paper = render_pdf(form, (SlotText('applicant.name', '太仓市某某有限公司'),))\n"
        "print(hashlib.sha256(paper.content).hexdigest(), 'weasyprint' in sys.modules)"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    first, *others = (
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
        ).stdout.split()
        for _ in range(3)
    )
    assert others == [[first[0], "False"]] * 2


def test_a_damaged_entry_of_the_cache_is_made_anew(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "cache_folder", lambda: tmp_path)
    blank = form_blank(form_of(scheme, "annex3"))
    texts = {"applicant.name": "太仓样例公司"}
    wanted = Filler(blank).fill(texts)
    entries = list((tmp_path / "compiled").iterdir())
    assert entries and all(entry.stat().st_mode & 0o077 == 0 for entry in entries)
    for entry in entries:
        content = entry.read_bytes()
        entry.write_bytes(content[: len(content) // 2])
    assert Filler(blank).fill(texts) == wanted


def test_nothing_is_kept_on_disk_that_anybody_wrote(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "cache_folder", lambda: tmp_path)
    name = "不该留在盘上的企业名称"
    html = (
        '<html lang="zh-CN"><title>页</title><style>p{font:12pt/18pt "Gw Song";white-space:pre-wrap}</style>'
        f'<p>名称：<span data-slot="name">{name}</span></p></html>'
    )
    page_pdf(html)
    held = [entry.read_bytes() for entry in (tmp_path / "compiled").iterdir()]
    assert held and not any(name.encode() in content for content in held)


@pytest.mark.parametrize("title", ["短标题", "很长的标题" * 12, "标题 &lt;&amp;&gt; R&amp;D"])
def test_pages_of_our_own_come_out_as_in_the_whole_layout(title: str) -> None:
    html = (
        '<html lang="zh-CN"><title>页</title><style>'
        'p{font:12pt/18pt "Gw Latin","Gw Fang","Gw Song";position:relative;padding-right:3em;margin:0}'
        "b{font-weight:normal;position:absolute;right:0;bottom:0;width:3em;text-align:right}</style>"
        f'<p>①<span data-slot="title">{title}</span><b><span data-slot="page">17</span></b></p><p>后面的一行</p></html>'
    )
    assert_same(page_pdf(html), html_to_pdf(html))


def alike(some: Sequence[Found], others: Sequence[Found]) -> bool:
    """Return True if the places are the same, except for rounding in how they grow."""
    growth = all(abs(one.place.grow - other.place.grow) < NEAR for one, other in zip(some, others, strict=True))
    return growth and [replace(one, place=replace(one.place, grow=0)) for one in some] == [
        replace(one, place=replace(one.place, grow=0)) for one in others
    ]


@pytest.mark.parametrize("form_id", sweep(ALL_FORMS, ("annex2-sheets", "annex3", "annex5-city-smaller")))
def test_one_layout_says_what_two_say(scheme: Scheme, form_id: str) -> None:
    """A cell whose height is given holds what its place may take: so the form is not laid out with the most lines."""
    blank = form_blank(form_of(scheme, form_id))
    fixed = {slot: 1 for slot in blank.pushing()}
    marked = blank.lay_out(fixed, False)
    places = Counter(room.slot for room in blank.rooms)
    further = {line.slot: [line.lines - 1] * places[line.slot] for line in blank.most}
    held = find_held_places(marked, further)
    if fixed:
        assert held is None  # a running text
    else:
        assert held is not None and alike(held, find_places(marked, blank.lay_out(fixed, True)))
        tall = {slot: [lines + (lines > 0) * 60 for lines in rooms] for slot, rooms in further.items()}
        assert find_held_places(marked, tall) is None


def test_a_packet_has_the_places_of_its_forms_or_is_laid_out_twice(scheme: Scheme) -> None:
    forms = [form_of(scheme, one) for one in ("annex2", "annex3")]
    blank = packet_blank(forms, pipeline.packet_contents(scheme))
    exactly = {slot: 1 for slot in blank.pushing()}
    marked = blank.lay_out(exactly, False)
    assert blank.front is not None
    known = [one.place for one in find_places(marked.first_pages(1), blank.front(2))]
    for one in blank.within:
        known += one.compiled(tuple(Lines(slot, 1) for slot in sorted(one.pushing()))).places
    found = find_known_places(marked, known)
    assert [one.place for one in found] == known
    others = find_places(marked, blank.lay_out(exactly, True))
    # A text that pushes others in one form need not do so in another: there its place may have more lines than it has now.
    pushed = [place.spans[0].slot in exactly for place in known]
    assert alike(*([one for one, pushes in zip(some, pushed, strict=True) if not pushes] for some in (found, others)))
    for some, other, pushes in zip(found, others, pushed, strict=True):
        if pushes:
            assert replace(some.place, grow=0, most=0) == replace(other.place, grow=0, most=0)
            assert some.place.most >= other.place.most
    for changed in (known[:-1], [*known[:-1], replace(known[-1], left=known[-1].left + 1)]):
        with pytest.raises(Moved):
            find_known_places(marked, changed)
