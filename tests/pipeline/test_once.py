"""No work for an enterprise is done twice: the texts that were tested are those that are filled in, and gaps are found once."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import pytest

from formgen import pipeline
from formgen.batch.job import Job
from formgen.batch.packing import pack
from formgen.batch.store import FolderStore
from formgen.batch.work import Task, Workshop
from formgen.foundation.errors import DataError
from formgen.foundation.problems import Problem, Severity
from formgen.intake.sources import read_source
from formgen.pipeline import Examined, Format, examining
from formgen.record.check import Gap, gaps_of
from formgen.record.models import Record
from formgen.render.long_values.fitting import form_texts
from formgen.render.papers import FormTexts
from formgen.scheme.models import Form, Scheme

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
EVERY_FORMAT = frozenset(Format)


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts how often the texts and the gaps of each form were computed: `texts annex2`, `gaps annex2`."""
    counted: Counter[str] = Counter()

    def texts(scheme: Scheme, form: Form, record: Record) -> FormTexts:
        counted[f"texts {form.id}"] += 1
        return form_texts(scheme, form, record)

    def gaps(scheme: Scheme, record: Record, form: Form, found: tuple[Problem, ...]) -> tuple[Gap, ...]:
        counted[f"gaps {form.id}"] += 1
        return gaps_of(scheme, record, form, found)

    monkeypatch.setattr(examining, "form_texts", texts)
    monkeypatch.setattr(examining, "gaps_of", gaps)
    return counted


def once(forms: tuple[str, ...]) -> dict[str, int]:
    return {f"{what} {form}": 1 for what in ("texts", "gaps") for form in forms}


def kept_in_memory() -> int:
    """The number of objects of examined enterprises that this process holds. Other tests may hold some."""
    gc.collect()
    return sum(isinstance(thing, Examined | FormTexts) for thing in gc.get_objects())


def test_forms_checked_and_filled_in_every_format(scheme: Scheme, worked_out: Counter[str], tmp_path: Path) -> None:
    examined = pipeline.examine(scheme, SAMPLES / "foreign-owned.json")
    filled = pipeline.fill(scheme, examined, formats=EVERY_FORMAT, out=tmp_path)
    assert len(filled.paths) == 2 * len(scheme.forms) + 1
    assert worked_out == once(tuple(form.id for form in scheme.forms))


def test_only_forms_with_an_offices_part_are_worked_out_again_for_a_packet(
    scheme: Scheme, worked_out: Counter[str], tmp_path: Path
) -> None:
    examined = pipeline.examine(scheme, SAMPLES / "complete.json")
    pipeline.fill(scheme, examined, formats=EVERY_FORMAT, out=tmp_path)
    offices = {form.id for form in scheme.forms if {slot.field for slot in form.slots} & scheme.office_fields}
    assert {what for what, times in worked_out.items() if times > 1} == {
        f"{what} {form}" for what in ("texts", "gaps") for form in offices
    }


def test_forms_and_a_dossier_of_one_enterprise(scheme: Scheme, worked_out: Counter[str], tmp_path: Path) -> None:
    examined = pipeline.examine(scheme, SAMPLES / "complete.json")
    pipeline.make_forms(scheme, examined, ["annex3"], frozenset({Format.DOCX}))
    assert pipeline.make_dossier(scheme, examined, "acceptance").volumes
    assert worked_out == once(tuple(form.id for form in scheme.forms))


def test_an_enterprise_of_a_batch(scheme: Scheme, worked_out: Counter[str], tmp_path: Path) -> None:
    """Nothing of the enterprise stays in memory after its papers are written."""
    (read,) = read_source(scheme, SAMPLES / "foreign-owned.json")
    shop = Workshop(Job(scheme.id, ("annex2", "annex3"), EVERY_FORMAT), FolderStore(tmp_path / "out"), scheme)
    task = Task(1, "甲", read.name, "", "", read.place, pack(read), (), None)
    before = kept_in_memory()
    done = shop.work(task)
    assert done.outcome is not None and not done.outcome.failure and done.known is not None and done.known.files
    assert worked_out == once(("annex2", "annex3"))
    assert kept_in_memory() == before


def test_a_form_that_was_not_looked_at_is_looked_at_when_it_is_wanted(scheme: Scheme, worked_out: Counter[str]) -> None:
    examined = pipeline.examine(scheme, SAMPLES / "complete.json", ["annex2"])
    assert worked_out == once(("annex2",))
    made = pipeline.make_forms(scheme, examined, ["annex2", "annex3"], frozenset({Format.DOCX}))
    whole = pipeline.make_forms(scheme, pipeline.examine(scheme, SAMPLES / "complete.json"), ["annex2", "annex3"],
                                frozenset({Format.DOCX}))  # fmt: skip
    assert [one.paper.read() for one in made.papers] == [one.paper.read() for one in whole.papers]


def test_what_is_missing_is_said_once_by_the_first_form_that_wants_it(scheme: Scheme) -> None:
    """The same search gives warnings for forms and errors for a dossier."""
    examined = pipeline.examine(scheme, SAMPLES / "incomplete.json")
    found = pipeline.form_findings(scheme, examined, [form.id for form in scheme.forms])
    missing = [problem for problem in found if problem.code == "field.missing"]
    labels = [problem.label for problem in missing]
    assert len(labels) == len(set(labels)) > 3 and {one.severity for one in missing} == {Severity.WARNING}
    bound = [one for one in pipeline.dossier_findings(scheme, examined, "acceptance") if one.code == "field.missing"]
    assert bound and {one.severity for one in bound} == {Severity.ERROR}


def test_nothing_is_filled_where_a_character_has_no_face(scheme: Scheme, tmp_path: Path) -> None:
    text = (SAMPLES / "complete.json").read_text(encoding="utf-8")
    (tmp_path / "record.json").write_text(text.replace("太仓样例", "太仓😀例"), encoding="utf-8")
    examined = pipeline.examine(scheme, tmp_path / "record.json")
    assert examined.forms and all(one.texts is None for one in examined.forms)
    with pytest.raises(DataError):
        examined.filled(scheme, scheme.forms)
