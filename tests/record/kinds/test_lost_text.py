"""Lost text is never printed. A real question is not lost text."""

from __future__ import annotations

import pytest

from formgen.record.kinds.lost_text import lost_text


@pytest.mark.parametrize(
    "text",
    [
        "?知远", "张?", "沈?诚", "太仓??有限公司", "甲公司（?）", "？知远", "???", "？？", "□", "沈□诚", "王〓", "沈\ufffd诚",
        "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "########", "Err:502", "地址#REF!",
        "锟斤拷", "太仓烫烫烫公司", "é™†æ™“æ–‡", "ÖÐ¹ú¹«Ë¾", "ï¿½", "A&amp;B公司", "陆&nbsp;晓文", "&#38470;",
        "\\u592a\\u4ed3", "%E5%A4%AA",
        "nan", "NaN", "null", "NULL", "None", "undefined", "(null)", "<NA>", "NaT", "TRUE", "False", "inf", "\\N",
        '=DISPIMG("ID_1A",1)', '=_xlfn.DISPIMG("ID_1A",1)', "=A1", "=SUM(A1:B2)", "=Sheet1!A1", "='企业 1'!B2",
    ],
)  # fmt: skip
def test_lost(text: str) -> None:
    finding = lost_text(text, paragraphs=False)
    assert finding is not None and finding.message and finding.remedy


@pytest.mark.parametrize(
    "text",
    [
        "太仓样例",
        "是否属实?",
        "有没有分公司?",
        "http://a.cn/?id=1",
        "R&D?",
        "None公司",
        "NANO",
        "=",
        "=太仓戊",
        "1=1",
        "Müller",
        "Nguyễn",
        "Ñandúéü",
        "A&B公司",
        "R&D;中心",
        "99%",
        "a\\b",
        "http://a.cn/%E5%A4%AA",
        "«Ünal» Çağ",
        "±0.5℃",
        "50%20%",
    ],
)
def test_whole(text: str) -> None:
    assert lost_text(text, paragraphs=False) is None


@pytest.mark.parametrize(
    "text", ["什么是诚信?我们认为是守约。", "□是 □否", "真的吗??", "（详见附件?）", "我们为何申报?因为……", "信用?"]
)
def test_questions_and_boxes_in_free_text(text: str) -> None:
    assert lost_text(text, paragraphs=True) is None


@pytest.mark.parametrize("text", ["我公司?立于2009年", "第一段。\n?二段", "董事长?知远", "\ufffd", "#REF!"])
def test_lost_in_free_text(text: str) -> None:
    assert lost_text(text, paragraphs=True) is not None
