"""The parts of the collection workbook, and the words by which they are recognised."""

from __future__ import annotations

from formgen.intake.columns import (
    Need,
    code_fields,
    enterprise_columns,
    header_fields,
    header_key,
    subject_keys,
    subjects,
)
from formgen.intake.sheet_words import FileHeader, SheetName, file_keys, sheet_keys
from formgen.scheme.models import FieldDefinition, Kind, Scheme


def with_field(scheme: Scheme, field: FieldDefinition, block: int = 0) -> Scheme:
    """Return the scheme with one more field at the end of a block."""
    blocks = list(scheme.blocks)
    blocks[block] = blocks[block].model_copy(update={"fields": (*blocks[block].fields, field)})
    given = {name: getattr(scheme, name) for name in Scheme.model_fields}
    return Scheme(**{**given, "blocks": tuple(blocks)})


def test_there_is_a_column_for_every_field_that_no_office_writes(scheme: Scheme) -> None:
    columns = enterprise_columns(scheme)
    assert [column.field for column in columns] == [key for key, field in scheme.fields.items() if not field.office]
    headers = [header_key(column.header) for column in columns]
    assert len(set(headers)) == len(headers)


def test_what_must_be_filled_in_follows_from_the_forms(scheme: Scheme) -> None:
    needs = {column.field: column.need_text for column in enterprise_columns(scheme)}
    assert needs["applicant.name"] == needs["application.reasons"] == needs["applicant.town"] == "必填"
    assert needs["applicant.fax"] == "选填"
    assert needs["commitment.signed_on"] == "办附件3时必填"
    assert needs["recommendation.accepted_on"] == "办附件5时必填"
    more = FieldDefinition(id="website", label="网址", kind=Kind.TEXT)
    assert {column.header: column.need for column in enterprise_columns(with_field(scheme, more))}[
        "网址"
    ] is Need.OPTIONAL


def test_a_label_that_another_block_uses_carries_its_blocks(scheme: Scheme) -> None:
    again = with_field(scheme, FieldDefinition(id="postcode", label="邮编"), block=1)
    headers = {column.field: column.header for column in enterprise_columns(again)}
    assert headers["applicant.postcode"] == "基本信息·邮编" and headers["application.postcode"] == "贯标申报·邮编"
    known = header_fields(again)
    assert known[header_key("基本信息-邮编")] == "applicant.postcode"
    assert header_key("邮编") not in known, "it means two fields"
    both = with_field(again, FieldDefinition(id="postcode2", label="邮编"), block=1)
    assert len({column.header for column in enterprise_columns(both)}) == len(enterprise_columns(both))


def test_headers_are_known_as_people_write_them(scheme: Scheme) -> None:
    known = header_fields(scheme)
    for text in (
        "企业名称",
        "1、企业名称",
        " 企 业\n名称 ",
        "企业名称*",
        "企业名称（必填）",
        "企业名称：",
        "applicant.name",
        "申报企业",
    ):
        assert known[header_key(text)] == "applicant.name", text
    assert known[header_key("申报日期")] == "application.applied_on", "a header counts before another field's alias"
    assert known[header_key("所属镇(区)")] == "applicant.town"
    assert known[header_key("三、县（市、区）信用办初审意见")] == "county_review.opinion"
    assert all(known[header_key(column.header)] == column.field for column in enterprise_columns(scheme))
    assert code_fields(scheme) == ("applicant.unified_social_credit_code",)


def test_sheets_and_file_columns_are_known_by_other_names_too(scheme: Scheme) -> None:
    assert sheet_keys(scheme)[header_key("自评表")] is SheetName.SCORES
    assert file_keys(scheme)[header_key("考核内容")] is FileHeader.SUBJECT
    assert file_keys(scheme)[header_key("企业名称")] is FileHeader.APPLICANT


def test_what_files_belong_to(scheme: Scheme) -> None:
    keys = subject_keys(scheme)
    offered = subjects(scheme)
    assert len(offered) == len(scheme.supplied) + len(scheme.indicators)
    assert all(keys[header_key(subject.label)] == subject for subject in offered)
    first = keys[header_key("1.1.1")]
    assert (
        first == keys[header_key("1.1.1 确定信用管理方针并形成文件")] == keys[header_key("确定信用管理方针并形成文件")]
    )
    assert (first.kind, first.id) == ("indicator", "1.1.1")
    assert keys["summary_report"].label == "企业贯标工作总结报告"
