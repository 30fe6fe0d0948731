"""Masked copies: what identifies persons is shown in part, wherever it stands; everything else stays as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation.problems import Place
from formgen.record.masking import masked_name, masked_number, masked_record, masked_text
from formgen.record.models import Entry, Evidence, PersonalDocument, PersonalId, Record, Value
from formgen.scheme.models import Scheme

PLACE = Place("企业.json")
NUMBER = "320522197001010008"
"""A made-up number; its check character need not be right."""


def masked(scheme: Scheme, **values: Value) -> Record:
    entries = tuple(Entry(key.replace("__", "."), value, PLACE) for key, value in values.items())
    evidence = (Evidence("1.1.1", f"张三 {NUMBER}", (), PLACE),)
    return masked_record(scheme, Record(PLACE, entries=entries, evidence=evidence))


def test_numbers_of_persons_and_telephones_are_shown_in_part(scheme: Scheme) -> None:
    record = masked(
        scheme,
        applicant__legal_representative_id=PersonalId(PersonalDocument.RESIDENT_ID, NUMBER),
        applicant__phone="0512-53881234",
        applicant__fax="13862345678",
        applicant__name="太仓样例精密机械有限公司",
        applicant__established_on=date(2009, 3, 12),
        applicant__unified_social_credit_code="91320585608286526X",
        application__reasons=f"联系 13862345678，身份证 {NUMBER}，传真 0512-53881234。",
    )
    said = {entry.field: entry.value for entry in record.entries}
    assert said["applicant.legal_representative_id"] == PersonalId(PersonalDocument.RESIDENT_ID, "320522********0008")
    assert said["applicant.phone"] == "0512-5388****"
    assert said["applicant.fax"] == "138****5678"
    assert said["applicant.name"] == "太仓样例精密机械有限公司"
    assert said["applicant.established_on"] == date(2009, 3, 12)
    assert said["applicant.unified_social_credit_code"] == "91320585608286526X"
    assert said["application.reasons"] == "联系 138****5678，身份证 320522********0008，传真 0512-5388****。"
    assert record.evidence[0].title == "张三 320522********0008"


def test_the_scheme_says_what_is_private(scheme: Scheme) -> None:
    def changed(field: str, private: bool) -> Scheme:
        blocks = tuple(
            block.model_copy(
                update={
                    "fields": tuple(
                        one.model_copy(update={"private": private}) if one.id == field else one for one in block.fields
                    )
                }
            )
            for block in scheme.blocks
        )
        copy = scheme.model_copy(update={"blocks": blocks})
        copy.__dict__.pop("fields", None)  # what was worked out of the blocks before
        return copy

    address = "江苏省太仓市城厢镇人民南路一百号三单元"
    shown = masked(changed("business_address", True), applicant__business_address=address)
    assert shown.value("applicant.business_address") == "江苏省太仓市****"
    kept = masked(changed("phone", False), applicant__main_business="机械", applicant__phone="53881234")
    assert kept.value("applicant.phone") == "53881234"
    dated = masked(changed("established_on", True), applicant__established_on=date(2009, 3, 12))
    assert dated.value("applicant.established_on") is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (NUMBER, "320522********0008"),
        ("C01X00T47", "C0*****47"),
        ("H12345678", "H1*****78"),
        ("12345", "1****"),
        ("1", "*"),
    ],
)
def test_a_document_keeps_its_beginning_and_its_end(number: str, shown: str) -> None:
    assert masked_number(number) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13862345678", "138****5678"),
        ("0512-53881234转801", "0512-5388****转801"),
        ("0512 5388 1234", "0512 5388 ****"),
        ("53881234、13862345678", "5388****、138****5678"),
        ("110", "1**"),
        ("太仓市", "太****"),
    ],
)
def test_a_private_text_keeps_its_beginning(text: str, shown: str) -> None:
    assert masked_text(text) == shown


@given(st.text(min_size=1))
def test_no_private_text_is_shown_whole(text: str) -> None:
    assert masked_text(text) != text or not text.strip()


def test_the_name_of_a_file_tells_no_number() -> None:
    assert masked_name(f"{NUMBER}-13862345678.pdf") == "320522********0008-138****5678.pdf"
    assert masked_name("91320585608286526X 信用报告2018.pdf") == "91320585608286526X 信用报告2018.pdf"


def test_a_masked_record_names_the_same_files(scheme: Scheme) -> None:
    record = Record(PLACE, evidence=(Evidence("1.1.1", "方针", (), PLACE),))
    assert masked_record(scheme, record) == replace(record)
