"""The Word files that users get have controls for typing: lists, dates, a sum. Nothing else about them changes."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docxtpl import DocxTemplate
from lxml import etree

from formgen import pipeline
from formgen.intake.json.record import read_record
from formgen.render.layout.read import read_sheet
from formgen.render.papers import Way, render_word
from formgen.render.values import slot_texts
from formgen.render.word.controls import with_controls
from formgen.render.word.fill import SlotText, fill_package, template_package
from formgen.render.word.form_controls import form_controls
from formgen.render.word.package import WordPackage, attribute, read_package, tag
from formgen.render.word.protection import PROTECTION, SETTINGS
from formgen.render.word.slots import COMPATIBILITY, CONTROL, FALLBACK, P, R, T, control_tag, run_text
from formgen.scheme.models import Form, Scheme
from tests.judges import REPOSITORY
from tests.judges.libreoffice import convert_all
from tests.judges.openxml import openxml_errors
from tests.render.papers import FORM_IDS, form_of


def made(scheme: Scheme, form: Form, texts: tuple[SlotText, ...] = (), *, protect: bool = False) -> WordPackage:
    """A Word file as users get it. The fast way and the reference must agree on it."""
    controls = form_controls(scheme, form, protect=protect)
    rendered = render_word(form, texts, controls)
    assert (rendered.way, rendered.why) == (Way.COMPILED, "")
    assert rendered.content == fill_package(form, texts, with_controls(template_package(form), controls)).to_bytes()
    return read_package(rendered.content, "made")


def sample(scheme: Scheme, form: Form, name: str = "complete") -> tuple[SlotText, ...]:
    record = read_record(scheme, REPOSITORY / "samples" / f"{name}.json").record
    assert record is not None
    return slot_texts(scheme, form, record)


def controls_of(package: WordPackage) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for control in package.document.iter(CONTROL):
        found.setdefault(control_tag(control) or "", []).append(control)
    return found


def entries(control: etree._Element) -> list[tuple[str | None, str | None]]:
    return [(attribute(one, "displayText"), attribute(one, "value")) for one in control.iter(tag("listItem"))]


def plain(package: WordPackage) -> str:
    """All text of a document, each once."""
    runs = [run for run in package.document.iter(R) if next(run.iterancestors(FALLBACK), None) is None]
    return "\n".join(map(run_text, runs))


@pytest.mark.parametrize("form_id", FORM_IDS)
@pytest.mark.parametrize("protect", [False, True])
def test_every_slot_is_a_control_that_stays_and_the_file_is_valid(
    scheme: Scheme, form_id: str, protect: bool, tmp_path: Path
) -> None:
    form = form_of(scheme, form_id)
    for number, texts in enumerate(((), sample(scheme, form))):
        package = made(scheme, form, texts, protect=protect)
        for controls in controls_of(package).values():
            for control in controls:
                lock = control.find(f"{tag('sdtPr')}/{tag('lock')}")
                assert lock is not None and attribute(lock, "val") == "sdtLocked"
                kinds = [one.tag for one in control.iterfind(f"{tag('sdtPr')}/*")]
                assert sum(kind in (tag("date"), tag("dropDownList"), tag("richText")) for kind in kinds) == (
                    0 if control_tag(control) == "self_assessment.total" else 1
                )
        path = tmp_path / f"{number}.docx"
        path.write_bytes(package.to_bytes())
        assert openxml_errors(path) == ()
        assert docx.Document(str(path)).paragraphs
        settings = etree.fromstring(package.part(SETTINGS))
        found = [(attribute(one, "edit"), attribute(one, "enforcement")) for one in settings.iter(PROTECTION)]
        assert found == ([("forms", "1")] if protect else [])


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_words_and_the_values_are_those_of_the_plain_file(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    for texts in ((), sample(scheme, form), sample(scheme, form, "rare-characters")):
        package = made(scheme, form, texts)
        assert plain(package) == plain(fill_package(form, texts))
        wanted = {text.slot: text.text for text in texts}
        back = pipeline.read_back(scheme, form.id, package.to_bytes(), "made")
        assert [one.text for one in back] == [wanted.get(slot.id, "") for slot in form.slots]


def test_a_row_of_the_self_score_has_a_list_of_its_own_levels(scheme: Scheme) -> None:
    form = form_of(scheme, "annex4")
    found = controls_of(made(scheme, form, sample(scheme, form)))
    assert form.scores is not None and len(form.indicators) == 107
    for row in form.indicators:
        (control,) = found[form.scores.slot_id(row.id)]
        points = [(str(row.points_by_level[level.id]), level.label) for level in row.levels]
        assert entries(control) == points
    assert entries(found["self_assessment.score_1_1_1"][0]) == [("10", "满分"), ("0", "零分")]


def test_the_total_adds_up_all_rows_of_its_table(scheme: Scheme) -> None:
    form = form_of(scheme, "annex4")
    package = made(scheme, form, sample(scheme, form))
    (total,) = controls_of(package)["self_assessment.total"]
    (field,) = total.iter(tag("fldSimple"))
    assert field.get(tag("instr")) == " =SUM(H3:H109) "
    table = next(total.iterancestors(tag("tbl")))
    rows = list(table.iterchildren(tag("tr")))
    column = [list(row.iterchildren(tag("tc")))[7] for row in rows[2:109]]
    texts = ["".join(one.text or "" for one in cell.iter(T)) for cell in column]
    assert sum(map(float, texts)) == float("".join(one.text or "" for one in field.iter(T)))
    (both,) = total.iter(f"{{{COMPATIBILITY}}}AlternateContent")
    assert len({run_text(run) for run in both.iter(R)}) == 1


def test_a_date_is_chosen_from_a_calendar_and_read_back(scheme: Scheme) -> None:
    form = form_of(scheme, "annex3")
    package = made(scheme, form)
    (control,) = controls_of(package)["commitment.signed_on.date"]
    (date,) = control.iter(tag("date"))
    said = {str(one.tag).partition("}")[2]: attribute(one, "val") for one in date}
    assert (said["dateFormat"], said["lid"], said["calendar"]) == ("yyyy年M月d日", "zh-CN", "gregorian")
    # Word writes the chosen day over all that stands in the control.
    content = control.find(tag("sdtContent"))
    assert content is not None
    for typed, wanted in (
        ("2018年7月20日", ["2018", "7", "20"]),
        ("2018-7-20", ["2018", "7", "20"]),
        ("待定", ["待定", "", ""]),
        ("　　年　　月　　日", ["", "", ""]),
    ):
        for old in list(content):
            content.remove(old)
        run = etree.SubElement(content, R)
        etree.SubElement(run, T).text = typed
        back = pipeline.read_back(scheme, form.id, package.with_document(package.document).to_bytes(), "typed")
        assert [one.text for one in back][1:] == wanted


def test_a_whole_date_a_town_and_a_choice_have_their_controls(scheme: Scheme) -> None:
    found = controls_of(made(scheme, form_of(scheme, "annex5-city")))
    assert list(found["applicant.established_on"][0].iter(tag("date")))
    assert [text for text, _ in entries(found["applicant.town"][0])] == list(scheme.town_names)
    choices = scheme.fields["recommendation.serious_dishonesty"].choices
    assert [text for text, _ in entries(found["recommendation.serious_dishonesty"][0])] == [
        label for _, label in choices
    ]


def test_several_paragraphs_that_a_person_types_are_read_back(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")
    package = made(scheme, form, (SlotText("application.reasons", "第一段"),))
    (control,) = controls_of(package)["application.reasons"]
    paragraph = next(control.iterancestors(P))
    # Word makes such a control one around paragraphs.
    content = control.find(tag("sdtContent"))
    assert content is not None
    for element in list(content):
        control.addprevious(element)
    paragraph.addprevious(control)
    content.append(paragraph)
    run = etree.SubElement(etree.SubElement(content, P), R)
    etree.SubElement(run, T).text = "第二段"
    back = pipeline.read_back(scheme, form.id, package.with_document(package.document).to_bytes(), "typed")
    assert dict(back)["application.reasons"] == "第一段\n第二段"


def test_libreoffice_keeps_values_and_shows_the_right_total(scheme: Scheme, tmp_path: Path) -> None:
    paths, wanted = [], []
    for form in scheme.forms:
        for name, texts in (("blank", ()), ("filled", sample(scheme, form))):
            path = tmp_path / f"{form.id}-{name}.docx"
            path.write_bytes(made(scheme, form, texts, protect=name == "blank").to_bytes())
            paths.append(path)
            said = {text.slot: text.text for text in texts}
            wanted.append((form, [said.get(slot.id, "") for slot in form.slots]))
    for path, (form, values) in zip(
        convert_all(paths, "docx:MS Word 2007 XML", tmp_path / "saved"), wanted, strict=True
    ):
        assert [one.text for one in pipeline.read_back(scheme, form.id, path.read_bytes(), path.name)] == values
    (page,) = convert_all([tmp_path / "annex4-filled.docx"], "txt:Text (encoded):UTF8", tmp_path / "text")
    assert page.read_text().split()[-2:] == ["自评总计", "958.5"]


def test_docxtpl_still_fills_the_templates_and_the_controls(scheme: Scheme) -> None:
    """Whoever fills Word files with docxtpl may take the file with controls, too."""
    form = form_of(scheme, "annex4")
    package = with_controls(template_package(form), form_controls(scheme, form))
    template = DocxTemplate(io.BytesIO(package.to_bytes()))
    values: dict[str, dict[str, str]] = {}
    for slot in form.slots:
        block, name = slot.id.split(".")
        values.setdefault(block, {})[name] = "5"
    template.render(values, autoescape=True)
    out = io.BytesIO()
    template.save(out)
    back = pipeline.read_back(scheme, form.id, out.getvalue(), "docxtpl")
    assert {one.text for one in back} == {"5"}


def test_the_layout_of_a_form_is_not_changed(scheme: Scheme) -> None:
    """All but the sum can be read as a layout, and it is the same: `fill` and `blank` lay the PDF out from the plain file."""
    for form in (form_of(scheme, form_id) for form_id in FORM_IDS if form_id != "annex4"):
        plain_sheet = read_sheet(template_package(form), form.slots, form.title)
        typed = with_controls(template_package(form), form_controls(scheme, form))
        assert read_sheet(typed, form.slots, form.title).texts() == plain_sheet.texts()
