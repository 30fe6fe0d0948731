"""RTF is read by its own grammar: a reference is found even if it is split into pieces. Plain text is not a reference."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.office.office import office_to_pdf
from formgen.dossier.evidence.outside import rich_text as module
from formgen.dossier.evidence.outside.look_through import look_through
from formgen.dossier.evidence.refused import RefusedError
from tests.sweeps import some_of

U = "http://192.0.2.1/seal.png"


def rtf(body: str) -> bytes:
    return (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Times;}}\f0 A" + body + "}").encode()


def field(code: str, shown: str = "x") -> str:
    return r"{\field{\*\fldinst " + code + r"}{\fldrslt " + shown + "}}"


def drawn(name: str, flags: int) -> str:
    one = r"{\sp{\sn %s}{\sv %s}}"
    return r"{\shp{\*\shpinst" + one % (name + "Name", U) + one % (name + "Flags", flags) + "}}"


OUTSIDE = {
    "plain": field(f'INCLUDEPICTURE "{U}"'),
    "split by a group": field(f'INCLUDE{{}}PICTURE "{U}"'),
    "split by runs": field(r"{\rtlch\fcs1 INC}{\b LUDE}{\i TEXT} " + U),
    "split by lines": field(f'INCLUDE\r\nPICTURE "{U}"'),
    "in hexadecimal": field(r"\'49NCLUDEPICTURE " + U),
    "in numbers": field(r"\u73?NCLUDEPICTURE " + U),
    "in numbers, two characters for each": field(r"\uc2\u73 ??NCLUDEPICTURE " + U),
    "in numbers, none for each": field(r"\uc0\u73 NCLUDEPICTURE " + U),
    "behind a comment": field(r"{\*\datafield abc}INCLUDEPICTURE " + U),
    "in a comment": field(r"INC{\*\datafield LUDE}PICTURE " + U),
    "small": field("includetext a.txt"),
    "put together": field("INCLUDE" + field("QUOTE x", "PICTURE") + f' "{U}"'),
    "within another": field('IF 1=1 "' + field(f"INCLUDETEXT {U}") + '"'),
    "dde": field("DDEAUTO excel a.xls R1C1"),
    "unended": r"{\field{\*\fldinst LINK Excel.Sheet a.xls",
    "template": r"{\*\template " + U + "}",
    "split template": r"{\*\template http:{}//192.0.2.1/a.dot}",
    "template of its own": r"{\*\template C:\\a\\b.dot}",
    "next file": r"{\*\nextfile a.rtf}",
    "file": r"{\*\filetbl{\file\fid1\fnetwork a.rtf}}",
    "object": r"{\object\objlink\objw1\objh1{\*\objclass Excel}{\*\objdata 01}}",
    "object by itself": r"{\object\objautlink{\*\objdata 01}}",
    "object linked by its data": r"{\object\objemb{\*\objdata 01050000 0100" + "\n" + "0000 0a000000}}",
    "in Unicode beside": field(r"{\upr{PAGE x}{\*\ud{INCLUDETEXT a.txt}}}"),
    "data source": r"{\*\mailmerge{\mmdatasource a.mdb}}",
    "picture of a shape": drawn("pib", 10),
    "filling of a shape": drawn("fillBlip", 12),
    "behind raw data": r"{\pict\bin5 }}}}}}" + field(f"INCLUDEPICTURE {U}"),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_points_outside_is_refused(name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(rtf(OUTSIDE[name]), FileFormat.RTF)
    assert refused.value.code == "evidence.linked"


INSIDE = {
    "text": r" INCLUDEPICTURE http://a/ \{DDE\} \\objlink \\template",
    "usual fields": field("PAGE") + field('HYPERLINK "http://a/"') + field(r"TOC \\o"),
    "standard template": r"{\*\template Normal.dotm}",
    "stored picture": drawn("pib", 2),
    "raw data that look like it": r"{\pict\bin" + f"{len(field('DDE a'))} {field('DDE a')}}}",
    "data that look like it": r"{\pict DDE}{\object\objemb{\*\objdata 0105}}{\object\objemb{\*\objdata 0105000002000000}}",
    "too many ends": "}}}}",
}


@pytest.mark.parametrize("name", INSIDE)
def test_what_stays_inside_is_no_reference(name: str) -> None:
    assert look_through(rtf(INSIDE[name]), FileFormat.RTF).references == []


def test_the_address_is_named() -> None:
    (found,) = look_through(rtf(field(r"INCLUDEPICTURE \u21360?\'ce\'c4 " + U)), FileFormat.RTF).references
    assert found.shown(200) == f"域 INCLUDEPICTURE（印文 {U}）" and found.shown(8) == "域 INCLUDEPICTURE（印文 http:…）"


def test_groups_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look_through(rtf("{" * 5000), FileFormat.RTF).references == []
    monkeypatch.setattr(module, "MOST_DEPTH", 100)
    with pytest.raises(RefusedError) as refused:
        look_through(rtf("{" * 200), FileFormat.RTF)
    assert refused.value.code == "evidence.bomb"


@settings(max_examples=some_of(200))
@given(
    st.lists(
        st.sampled_from([*OUTSIDE.values(), "{", "}", "\\", "\\'", r"\bin9999999999999999999 ", r"\u-5?", "字"]),
        max_size=8,
    ),
    st.binary(max_size=20),
)
def test_any_text_is_read_to_its_end(pieces: list[str], rest: bytes) -> None:
    look_through(rtf("".join(pieces)) + rest, FileFormat.RTF)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        (rb"{\revised\revauth1 \'b8\'c4}", True),
        (rb"\deleted gone\deleted0 here", True),
        (rb"\revised1 in", True),
        (rb"\revised0 here\deleted0", False),
        (rb"a word \\revised and {\*\revtbl {Unknown;}{a;}}", False),
    ],
)
def test_tracked_changes_of_rich_text_are_found(text: bytes, changed: bool) -> None:
    assert look_through(rb"{\rtf1\ansi " + text + b"}", FileFormat.RTF).has_changes is changed
