"""The samples in samples/: the valid ones have no errors, the faulty one has its dozen errors, and all are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formgen.foundation.problems import has_errors
from formgen.intake.json.record import read_record, read_record_text
from formgen.record.check import check
from formgen.record.kinds.table import written
from formgen.record.models import Money, PersonalDocument, PersonalId
from formgen.record.scoring import totals
from formgen.scheme.models import Kind, Scheme
from tests.record.gaps import missing

SAMPLES = Path(__file__).parents[2] / "samples"
VALID = ("complete", "foreign-owned", "rare-characters", "incomplete", "chinese-keys")


@pytest.mark.parametrize("name", VALID)
def test_valid_samples_have_no_errors(scheme: Scheme, name: str) -> None:
    result = read_record(scheme, SAMPLES / f"{name}.json")
    assert result.problems == ()
    assert result.record is not None
    assert not has_errors(check(scheme, result.record, lambda character: True))


def test_the_complete_sample_says_everything(scheme: Scheme) -> None:
    record = read_record(scheme, SAMPLES / "complete.json").record
    assert record is not None
    assert {entry.field for entry in record.entries} == set(scheme.fields)
    assert totals(scheme, record.scores).complete
    assert missing(scheme, record, [form.id for form in scheme.forms]) == ()
    acceptance = scheme.dossier("acceptance")
    assert acceptance is not None
    supplied = {material.supplied for material in acceptance.materials if material.supplied}
    assert supplied <= {item.material for item in record.materials}
    assert len({item.indicator for item in record.evidence}) >= 3


@pytest.mark.parametrize("name", ["foreign-owned", "rare-characters", "chinese-keys"])
def test_the_other_whole_samples_lack_nothing_for_application_and_acceptance(scheme: Scheme, name: str) -> None:
    record = read_record(scheme, SAMPLES / f"{name}.json").record
    assert record is not None
    assert missing(scheme, record, ["annex2", "annex3", "annex4"]) == ()
    assert totals(scheme, record.scores).complete


def test_the_foreign_owned_sample(scheme: Scheme) -> None:
    record = read_record(scheme, SAMPLES / "foreign-owned.json").record
    assert record is not None
    person, capital = record.value("applicant.legal_representative_id"), record.value("applicant.registered_capital")
    assert isinstance(person, PersonalId)
    assert person.document is PersonalDocument.PASSPORT
    assert isinstance(capital, Money)
    assert (capital.written, capital.currency) == ("800万欧元", "欧元")
    assert record.value("applicant.legal_representative") == "Jürgen Müller-Weiß"


def test_the_sample_with_rare_characters(scheme: Scheme) -> None:
    record = read_record(scheme, SAMPLES / "rare-characters.json").record
    assert record is not None
    said = "".join(written(entry.value) for entry in record.entries)
    for needed in ("堃", "喆", "㙍", "镕", "犇", "&", "<", '"', "{{", "{%"):
        assert needed in said
    reasons = record.value("application.reasons")
    assert isinstance(reasons, str)
    assert 400 <= len(reasons) <= 700
    assert "\n\n" in reasons


def test_the_incomplete_sample_lacks_fields_and_blocks(scheme: Scheme) -> None:
    record = read_record(scheme, SAMPLES / "incomplete.json").record
    assert record is not None
    assert record.scores == ()
    assert len(missing(scheme, record, ["annex2", "annex3", "annex4"])) >= 8


def test_the_sample_with_chinese_keys_has_no_english_ones() -> None:
    data = json.loads((SAMPLES / "chinese-keys.json").read_text("utf-8"))
    keys = [key for block in data.values() if isinstance(block, dict) for key in block] + list(data)
    assert keys
    assert not [key for key in keys if key.isascii()]


def test_the_faulty_sample_has_many_different_faults(scheme: Scheme) -> None:
    result = read_record(scheme, SAMPLES / "faulty.json")
    codes = {problem.code for problem in result.problems if problem.is_error}
    assert len(codes) >= 12
    assert codes >= {
        "json.duplicate-key",
        "json.same-thing-twice",
        "json.unknown-key",
        "json.type",
        "value.number",
        "value.type",
        "identifier.check-digit",
        "identifier.shape",
        "date.impossible",
        "money.currency",
        "phone.shape",
        "town.unknown",
        "text.invisible",
        "text.line-break",
        "score.not-offered",
        "file.path",
        "evidence.indicator",
    }
    assert result.record is not None
    assert "rule.score-contradicts" in {item.code for item in check(scheme, result.record, lambda character: True)}


def test_no_sample_could_be_a_real_person(scheme: Scheme) -> None:
    """Nobody has a resident's number with sequence 000, and the organisation codes begin with 9900000."""
    for name in VALID:
        record = read_record(scheme, SAMPLES / f"{name}.json").record
        assert record is not None
        for field_id, field in scheme.fields.items():
            value = record.value(field_id)
            if field.kind is Kind.ORGANISATION_CODE and value is not None:
                assert written(value).startswith("9900000")
            if isinstance(value, PersonalId) and value.document is PersonalDocument.RESIDENT_ID:
                assert value.number[14:17] == "000"


def test_every_sample_is_in_the_table_of_the_readme() -> None:
    readme = (SAMPLES / "README.md").read_text("utf-8")
    for path in SAMPLES.glob("*.json"):
        assert f"`{path.name}`" in readme


@pytest.mark.parametrize("name", VALID)
def test_every_file_that_a_valid_sample_names_is_there(scheme: Scheme, name: str) -> None:
    record = read_record(scheme, SAMPLES / f"{name}.json").record
    assert record is not None
    files = [file for material in record.materials for file in material.files]
    files += [file for evidence in record.evidence for file in evidence.files]
    for file in files:
        assert (SAMPLES / file.path).is_file(), file.path


# ------------------------------------------------------------------------------------------- the dozen collected ones

COLLECTED = tuple((SAMPLES / "collected" / "enterprises.jsonl").read_text("utf-8").splitlines())
FAULTY = {
    "太仓错位样例包装有限公司": {"identifier.check-digit"},
    "太仓漏填样例电器有限公司": {"date.impossible", "score.missing"},
    "太仓矛盾样例建材有限公司": {
        "money.unit", "identifier.shape", "town.unknown", "score.not-offered", "rule.score-contradicts",
    },
}  # fmt: skip


def test_three_of_the_dozen_have_faults(scheme: Scheme) -> None:
    found: dict[str, set[str]] = {}
    for line in COLLECTED:
        reading = read_record_text(scheme, line, "enterprises.jsonl")
        assert reading.record is not None
        problems = (*reading.problems, *check(scheme, reading.record, lambda character: True, reading.problems))
        name = str(reading.record.value("applicant.name"))
        found.setdefault(name, set()).update(problem.code for problem in problems if problem.is_error)
    assert len(COLLECTED) == 12 and len(found) == 11, "two have one name"
    assert {name: codes for name, codes in found.items() if codes} == FAULTY


def test_the_dozen_are_varied_and_invented(scheme: Scheme) -> None:
    records = [record for line in COLLECTED if (record := read_record_text(scheme, line, "x").record)]
    assert {record.value("applicant.town") for record in records} == {*scheme.town_names, None}
    lengths = [len(str(record.value("application.reasons"))) for record in records]
    assert len(set(lengths)) == 12 and min(lengths) < 60 and max(lengths) > 650
    for line in map(json.loads, COLLECTED):
        applicant = line["applicant"]
        assert applicant["organization_code"].startswith("990000")
        assert applicant["unified_social_credit_code"][8:14] == "990000"
        assert applicant["legal_representative_id"][14:17] == "000"
        files = [
            *line.get("materials", {}).values(),
            *(path for one in line.get("evidence", ()) for path in one["files"]),
        ]
        assert all((SAMPLES / "collected" / path).is_file() for path in files)
