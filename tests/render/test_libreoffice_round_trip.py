"""After LibreOffice has saved it again, a file is still our template or the filled form. A user sees no change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.foundation import resources
from formgen.intake.json.record import read_record
from formgen.record.kinds.characters import refused_class
from formgen.render.layout.read import read_sheet
from formgen.render.pdf.cuts import sheet_document
from formgen.render.pdf.pdf import document_to_pdf
from formgen.render.values import slot_texts
from formgen.render.word.fill import SlotText, fill_package, template_package
from formgen.render.word.package import WordPackage, read_package
from formgen.render.word.slots import find_places, read_slots
from formgen.scheme.models import Form, Scheme
from formgen.scheme.slots import BLANK
from tests.conftest import SLOW_OR_SHARED
from tests.judges import REPOSITORY
from tests.judges.libreoffice import convert_all
from tests.render.papers import FORM_IDS, form_of
from tests.sweeps import some_of, sweep
from tools.comparison import compare
from tools.pdf_pages import read_pages

SAVED = "docx:MS Word 2007 XML"
STYLES = "word/styles.xml"
UNSPACED = b'<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
HANGING = re.compile(b'<w:overflowPunct w:val="(?:true|1)"/>')
NEAR = 0.1
"""The largest distance in mm that a character may move."""
ODD = (
    "R&D <A>\"B\"'C' {{ x }} &amp; ]]> {% y %}", "　　段首空两格\n第二段", "  two leading", "trailing  ", "a\nb\n\nc",
    "\nafter a break", "before a break\n", "㙍堃喆镕犇", "a  b   c", "甲　乙", " ", "　", "\n", "①　　", "“引号”‘单’——……",
    "，。、", "％℃㎡", "ＡＢＣ　１２３", "00123", "=1+1", "{_{x}_}", "\\n", "－", "é ü", "-",
)  # fmt: skip
NOT_IN_OUR_FACES = "𠮷野家😀"


@dataclass(frozen=True)
class Saved:
    """A Word file that we made and LibreOffice saved. texts: the texts in it; None for a template."""

    form: Form
    texts: tuple[SlotText, ...] | None
    ours: WordPackage
    theirs: WordPackage

    @property
    def name(self) -> str:
        return self.ours.name


def saved(folder: Path, made: Iterable[tuple[Form, tuple[SlotText, ...] | None, WordPackage]]) -> list[Saved]:
    """Let LibreOffice save Word files, all in one run."""
    made = list(made)
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.docx" for number in range(len(made))]
    for path, (_, _, package) in zip(paths, made, strict=True):
        path.write_bytes(package.to_bytes())
    returned = convert_all(paths, SAVED, folder / "saved")
    return [Saved(*one, returned_package(path, one[2].name)) for one, path in zip(made, returned, strict=True)]


def returned_package(path: Path, name: str) -> WordPackage:
    """A file that LibreOffice has saved, with what it drops then: that no room is left between Chinese and Latin, and that nothing
    stands beyond the end of a line.

    Without it our layout would refuse the file by name, because Word would leave room, and hang punctuation.
    """
    package = read_package(path.read_bytes(), name)
    styles = package.part(STYLES)
    kept = HANGING.sub(b'<w:overflowPunct w:val="0"/>', styles)
    assert kept != styles and b"autoSpace" not in styles
    kept = kept.replace(b"<w:overflowPunct ", UNSPACED + b"<w:overflowPunct ", 1)
    parts = (replace(part, content=kept) if part.name == STYLES else part for part in package.parts)
    return replace(package, parts=tuple(parts))


def filled(form: Form, texts: tuple[SlotText, ...]) -> tuple[Form, tuple[SlotText, ...], WordPackage]:
    return form, texts, fill_package(form, texts)


def odd_texts(form: Form, values: tuple[str, ...] = ODD) -> tuple[SlotText, ...]:
    ids = dict.fromkeys(slot.id for slot in form.slots)
    return tuple(SlotText(slot_id, values[number % len(values)]) for number, slot_id in enumerate(ids))


def wanted(form: Form, texts: tuple[SlotText, ...]) -> list[tuple[str, str]]:
    """The texts that reading back must give. A value that looks like an empty slot counts as empty."""
    by_id = {text.slot: "" if text.text == BLANK else text.text for text in texts}
    return [(slot.id, by_id.get(slot.id, "")) for slot in form.slots]


def read_back(form: Form, package: WordPackage) -> list[tuple[str, str]]:
    return [(slot.id, text) for slot, text in read_slots(package.document, form.slots)]


def pdf_of(form: Form, package: WordPackage) -> bytes:
    return document_to_pdf(sheet_document(read_sheet(package, form.slots, form.title)))


def assert_same_pages(one: bytes, other: bytes) -> None:
    found = compare(read_pages(one), read_pages(other))
    assert found.pages[0] == found.pages[1]
    assert list(found.differences()) == []
    assert found.distances and max(distance.far for distance in found.distances) <= NEAR
    assert (found.farthest or 0) <= NEAR


@pytest.fixture(scope="module")
def twice(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Saved], list[Saved]]:
    """All templates after LibreOffice saved them once, and after it saved them twice."""
    folder = tmp_path_factory.mktemp("templates")
    first = saved(folder / "once", [(form, None, template_package(form)) for form in scheme.forms])
    return first, saved(folder / "twice", [(one.form, None, one.theirs) for one in first])


@pytest.fixture(scope="module")
def values(scheme: Scheme) -> Callable[[str, Form], tuple[SlotText, ...]]:
    """A function that gives the texts of a sample for a form."""

    def texts(sample: str, form: Form) -> tuple[SlotText, ...]:
        record = read_record(scheme, REPOSITORY / "samples" / f"{sample}.json").record
        assert record is not None
        return slot_texts(scheme, form, record)

    return texts


@pytest.fixture(scope="module")
def papers(
    scheme: Scheme, values: Callable[[str, Form], tuple[SlotText, ...]], tmp_path_factory: pytest.TempPathFactory
) -> list[Saved]:
    """Each form three times, after LibreOffice saved it: blank, with a sample's values, and with odd values."""
    made = []
    for form in scheme.forms:
        made.append(filled(form, ()))
        made.append(filled(form, values("rare-characters", form)))
        # Each form begins with another odd value, so that each slot gets several of them.
        start = len(made) % len(ODD)
        made.append(filled(form, odd_texts(form, (*ODD[start:], *ODD[:start]))))
    return saved(tmp_path_factory.mktemp("papers"), made)


def test_templates_serve_again_after_being_saved_twice(
    twice: tuple[list[Saved], list[Saved]], values: Callable[[str, Form], tuple[SlotText, ...]]
) -> None:
    for one in (*twice[0], *twice[1]):
        form = one.form
        original = template_package(form)
        assert one.theirs.part("word/document.xml") != original.part("word/document.xml")
        places = find_places(one.theirs.document, form.slots)
        assert [slot.id for slot, place in zip(form.slots, places, strict=True) if place is None] == []
        assert (
            read_back(form, one.theirs)
            == read_back(form, original)
            == [(slot.id, f"{{{{ {slot.id} }}}}") for slot in form.slots]
        )
        for texts in ((), values("complete", form), odd_texts(form)):
            again, ours = fill_package(form, texts, one.theirs), fill_package(form, texts)
            assert read_back(form, again) == wanted(form, texts)
            sheets = [read_sheet(package, form.slots, form.title) for package in (again, ours)]
            assert sheets[0].texts() == sheets[1].texts()


LAID_OUT = sweep(FORM_IDS, ("annex5-city",))
"""The forms whose pages are compared. To lay a form out takes seconds; all are read back."""


@pytest.mark.parametrize("form_id", LAID_OUT)
def test_templates_look_the_same_after_being_saved_twice(
    twice: tuple[list[Saved], list[Saved]], values: Callable[[str, Form], tuple[SlotText, ...]], form_id: str
) -> None:
    (one,) = (one for one in twice[1] if one.form.id == form_id)
    for texts in ((), values("complete", one.form)):
        ours = pdf_of(one.form, fill_package(one.form, texts))
        assert_same_pages(pdf_of(one.form, fill_package(one.form, texts, one.theirs)), ours)


def test_filled_forms_say_the_same_after_being_saved(papers: list[Saved]) -> None:
    for one in papers:
        assert one.texts is not None
        assert read_back(one.form, one.theirs) == read_back(one.form, one.ours) == wanted(one.form, one.texts)
        sheets = [read_sheet(package, one.form.slots, one.form.title) for package in (one.theirs, one.ours)]
        assert sheets[0].texts() == sheets[1].texts()
        emptied = fill_package(one.form, (), one.theirs)
        assert read_back(one.form, emptied) == [(slot.id, "") for slot in one.form.slots]


@pytest.mark.parametrize("form_id", LAID_OUT)
def test_filled_forms_show_the_same_after_being_saved(papers: list[Saved], form_id: str) -> None:
    of_form = [one for one in papers if one.form.id == form_id and one.texts]
    assert len(of_form) == 2
    for one in of_form:
        assert_same_pages(pdf_of(one.form, one.theirs), pdf_of(one.form, one.ours))


def test_every_character_that_a_paper_may_have_comes_back(scheme: Scheme, tmp_path: Path) -> None:
    form = form_of(scheme, "annex2")
    characters = [
        character
        for character in map(chr, range(0x20, 0x30000))
        if refused_class(character) is None and resources.covered(character)
    ]
    assert len(characters) > 20_000
    ids = list(dict.fromkeys(slot.id for slot in form.slots))
    # The spaces stand inside, because other tests are about spaces at the ends.
    texts = tuple(
        SlotText(slot_id, "字" + "".join(characters[number :: len(ids)]) + "字") for number, slot_id in enumerate(ids)
    )
    (one,) = saved(tmp_path, [filled(form, texts)])
    assert read_back(form, one.theirs) == wanted(form, texts)


printable = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")).filter(
    lambda character: refused_class(character) is None
)
typed = (
    st.just(NOT_IN_OUR_FACES)
    | st.text(printable | st.sampled_from("\n 　<>&{}%\"'“”"), max_size=40)
    | st.sampled_from(ODD)
)


@pytest.mark.parametrize("form_id", ["annex2"])
@settings(max_examples=some_of(5, 2), suppress_health_check=[*SLOW_OR_SHARED])
@given(values=st.lists(st.lists(typed, min_size=1, max_size=30), min_size=1, max_size=6))
def test_anything_that_may_be_typed_comes_back(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, form_id: str, values: list[list[str]]
) -> None:
    form = form_of(scheme, form_id)
    made = [filled(form, odd_texts(form, tuple(some))) for some in values]
    for one in saved(tmp_path_factory.mktemp("typed"), made):
        assert one.texts is not None
        assert read_back(form, one.theirs) == wanted(form, one.texts)
