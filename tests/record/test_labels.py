"""Names of fields and indicators, derived from the scheme."""

from __future__ import annotations

from formgen.record.labels import field_keys, field_labels, indicator_keys, indicator_label, material_keys
from formgen.scheme.models import Form, Scheme


def test_labels_carry_the_forms_own_numbers(scheme: Scheme) -> None:
    labels = field_labels(scheme)
    assert set(labels) == set(scheme.fields)
    assert labels["applicant.postcode"] == "12、邮编"
    assert labels["application.reasons"] == "二、申请贯标的理由"
    assert labels["province_review.opinion"] == "五、省信用办审核意见"
    assert labels["commitment.signed_on"] == "承诺日期"


def test_no_two_fields_have_the_same_label(scheme: Scheme) -> None:
    labels = field_labels(scheme)
    assert len(set(labels.values())) == len(labels)


def test_fields_are_known_by_id_label_alias_and_the_words_on_the_form(scheme: Scheme) -> None:
    applicant = next(block for block in scheme.blocks if block.id == "applicant")
    keys = field_keys(scheme, applicant)
    for key in ("name", "企业名称", "申报企业", "1、企业名称", "申报企业：", "企业名称（盖章）"):
        assert keys[key] == "name"
    assert keys["15、主营业务"] == "main_business"


def test_words_that_mean_two_fields_are_no_key(scheme: Scheme) -> None:
    recommendation = next(block for block in scheme.blocks if block.id == "recommendation")
    keys = field_keys(scheme, recommendation)
    assert "认定部门" not in keys
    assert keys["贯标认定部门"] == "accepted_by"
    assert all("盖章" not in key for key in keys)


def test_indicators_are_known_by_id_and_text(scheme: Scheme) -> None:
    keys = indicator_keys(scheme)
    first = next(iter(scheme.indicators.values()))
    assert keys[first.id] == keys[first.text] == first.id
    fields = {name: getattr(scheme, name) for name in Scheme.model_fields}
    twice = Scheme(**{**fields, "forms": (_with_same_texts(scheme),)})
    assert first.text not in indicator_keys(twice)
    assert indicator_keys(twice)[first.id] == first.id


def test_a_long_text_is_cut_in_labels(scheme: Scheme) -> None:
    label = indicator_label(scheme.indicators["11.7.1"])
    assert label.startswith("11.7.1 省、市级信用管理示范企业")
    assert label.endswith("…")
    assert indicator_label(scheme.indicators["1.1.1"]) == "1.1.1 确定信用管理方针并形成文件"


def test_materials_are_known_by_id_and_label(scheme: Scheme) -> None:
    assert material_keys(scheme)["企业贯标工作总结报告"] == "summary_report"


def _with_same_texts(scheme: Scheme) -> Form:
    form = next(form for form in scheme.forms if form.indicators)
    text = form.indicators[0].text
    return form.model_copy(
        update={"indicators": tuple(row.model_copy(update={"text": text}) for row in form.indicators)}
    )
