"""Reading the canonical JSON of a record gives the same record again, whatever the record contains."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.foundation.problems import Place
from formgen.intake.json.record import read_record, read_record_text
from formgen.intake.json.write import record_json, record_text
from formgen.record.kinds.numbers.money import CURRENCIES, MULTIPLIERS
from formgen.record.models import Record
from formgen.scheme.models import Scheme
from tests.intake.given import CODE, bare
from tests.judges import REPOSITORY
from tests.sweeps import some_of

texts = st.text(st.characters(codec="utf-8"), max_size=30)
paths = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=20)
files = st.one_of(paths, st.builds(lambda path, password: {"file": path, "password": password}, paths, texts))
amounts = st.builds(
    lambda amount, unit, currency: {"amount": str(amount), "unit": f"{unit}元", "currency": currency},
    st.decimals(Decimal("0.01"), Decimal(9999), places=2),
    st.sampled_from(list(MULTIPLIERS)),
    st.sampled_from(list(CURRENCIES)),
)
money = st.one_of(
    amounts, st.sampled_from(["5000万元", "￥ 1,000.50 元", "（人民币）3亿元整", "500万美元", " 12 万欧元 "])
)
persons = st.sampled_from(
    ["护照 c01x 00t47", {"document": "台胞证", "number": "00000005"}, "11010119900307000X", "回乡证H12345678"]
)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(date.isoformat)
applicants = st.fixed_dictionaries(
    {},
    optional={
        "name": texts, "main_business": texts, "registered_capital": money, "legal_representative_id": persons,
        "established_on": days, "phone": st.sampled_from(["0512-53520000", "＋49 711 1234567 转801"]),
        "organization_code": st.just("99000010 5"), "unified_social_credit_code": st.just(f" {CODE.lower()}"),
        "town": st.just("沙溪镇"), "postcode": st.just("２１５４００"),
    },
)  # fmt: skip
scores = st.dictionaries(st.sampled_from(["1.1.1", "1.1.2", "2.1.1"]), st.sampled_from(["满分", "zero", "half"]))
evidence = st.fixed_dictionaries(
    {"indicator": st.just("1.1.1"), "title": texts, "files": st.lists(files, min_size=1, max_size=2)}
)
records = st.fixed_dictionaries(
    {},
    optional={
        "recommendation": st.fixed_dictionaries({}, optional={"serious_dishonesty": st.sampled_from(["无", "some"])}),
        "application": st.fixed_dictionaries({}, optional={"reasons": texts, "applied_on": days}),
        "applicant": applicants,
        "self_assessment": st.fixed_dictionaries({"scores": scores}),
        "materials": st.fixed_dictionaries(
            {}, optional={"summary_report": files, "credit_report": st.lists(files, max_size=3)}
        ),
        "evidence": st.lists(evidence, max_size=3),
    },
)


@given(records)
@settings(max_examples=some_of(200))
def test_what_is_written_reads_back_to_the_same_record(scheme: Scheme, said: object) -> None:
    """The part that could be read is written. Reading it finds no fault, and writing it again gives the same text."""
    record = read_record_text(scheme, json.dumps(said), "企业.json").record
    assert record is not None
    text = record_text(scheme, record)
    again = read_record_text(scheme, text, "企业.json")
    assert again.record is not None and [problem for problem in again.problems if problem.is_error] == []
    assert bare(again.record) == bare(record)
    assert record_text(scheme, again.record) == text


@pytest.mark.parametrize(
    "name", ["complete", "foreign-owned", "rare-characters", "chinese-keys", "incomplete", "faulty"]
)
def test_samples_read_back(scheme: Scheme, name: str) -> None:
    record = read_record(scheme, REPOSITORY / f"samples/{name}.json").record
    assert record is not None
    again = read_record_text(scheme, record_text(scheme, record), "a.json").record
    assert again is not None and bare(again) == bare(record)


def test_an_empty_record_says_nothing(scheme: Scheme) -> None:
    assert record_json(scheme, Record(Place("a.json"))) == {}


def test_ids_are_keys_in_the_order_of_the_scheme(scheme: Scheme) -> None:
    said = {
        "申报": {"申报日期": "2018年6月8日"},
        "企业": {"联系人": "张三", "企业名称": "甲"},
        "自评": {"得分": {"1.1.2": "满分", "1.1.1": 0}},
    }
    record = read_record_text(scheme, json.dumps(said), "a.json").record
    assert record is not None
    assert json.dumps(record_json(scheme, record), ensure_ascii=False) == (
        '{"applicant": {"name": "甲", "contact_person": "张三"}, "application": {"applied_on": "2018-06-08"}, '
        '"self_assessment": {"scores": {"1.1.1": "zero", "1.1.2": "full"}}}'
    )
