"""OFD files that break the standard, name things outside, or hold unknown things are drawn, or refused with the reason."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.dossier.evidence.ofd import package as ofd_package
from formgen.dossier.evidence.ofd.to_pdf import ofd_to_pdf
from formgen.dossier.evidence.refused import RefusedError
from tests.dossier.evidence.ofd.ofd_files import (
    AMOUNTS,
    HEAD,
    Ofd,
    changed,
    image,
    invoice,
    layer,
    media,
    path,
    picture,
    text,
)  # fmt: skip
from tests.dossier.evidence.ofd.seen import SONG, converted, refusal, words
from tests.sweeps import some_of


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('<ofd:VideoObject ID="9" Boundary="0 0 1 1"/>', "VideoObject"),
        (
            path(
                "M 0 0 L 9 9",
                "0 0 9 9",
                'Fill="true"',
                '<ofd:FillColor><ofd:Pattern Width="1" Height="1"/></ofd:FillColor>',
            ),
            "底纹",
        ),
        (path("M 0 0 L 9 9", "0 0 9 9", 'Fill="true"', "<ofd:FillColor><ofd:GouraudShd/></ofd:FillColor>"), "高洛德"),
        (path("M 0 0 Z 9 9", "0 0 9 9"), "路径"),
        (path("M 0 0 L 9", "0 0 9 9"), "路径"),
        (path("M 0 0 L 9 nan", "0 0 9 9"), "数值"),
        (path("M 0 0 L 9 9", "0 0 9"), "区域"),
        (path("M 0 0 L 9 9", "0 0 9 9", 'CTM="1 0 0 1"'), "矩阵"),
        (image("99", "0 0 9 9"), "缺少图片"),
        ('<ofd:CompositeObject ID="9" ResourceID="99" Boundary="0 0 9 9"/>', "复合图元"),
        (text("甲", 1, 1, delta="g 999999 1"), "间距"),
        (text("甲", 1, 1, attributes='CharDirection="45"'), "方向"),
    ],
)
def test_what_is_not_known_is_refused_by_name(content: str, says: str) -> None:
    assert says in refusal(Ofd([layer(content)], public=SONG).packed()).message


def test_a_composite_unit_that_holds_itself_ends() -> None:
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="50" Width="9" Height="9"><ofd:Content>'
        + '<ofd:CompositeObject ID="1" ResourceID="50" Boundary="0 0 9 9"/>' * 3
        + "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    page = layer('<ofd:CompositeObject ID="1" ResourceID="50" Boundary="0 0 9 9"/>')
    assert "套得太深" in refusal(Ofd([page], document=unit).packed()).message


def test_nothing_outside_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(picture())
    for place in (
        f"/../../..{tmp_path}/p.png",
        "../../../p.png",
        f"file://{tmp_path}/p.png",
        "https://192.0.2.1/p.png",
        "//192.0.2.1/p.png",
    ):
        refused = refusal(Ofd([layer(image("20", "0 0 9 9"))], document=media("20", place)).packed())
        assert refused.code in ("evidence.linked", "evidence.damaged"), place


def test_entities_and_locked_files_are_refused() -> None:
    entity = HEAD + '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    assert (
        refusal(Ofd([layer("")]).packed() and changed(invoice().packed(), {"OFD.xml": entity})).code == "evidence.bomb"
    )
    locked = Ofd([layer("")], body="<ofd:Encryptions>Encryptions.xml</ofd:Encryptions>")
    assert refusal(locked.packed()).code == "evidence.encrypted"


def test_more_text_than_any_file_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd_package, "MOST_XML", 10_000)
    assert refusal(invoice().packed()).code == "evidence.bomb"
    monkeypatch.undo()
    monkeypatch.setattr("formgen.dossier.evidence.ofd.drawing.MOST_OBJECTS", 20)
    assert refusal(invoice().packed()).code == "evidence.bomb"


@pytest.mark.parametrize(
    "name",
    ["Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Tpls/Tpl_9/Content.xml", "Doc_0/PublicRes.xml"],
)
def test_a_part_that_is_missing_or_no_xml_is_named(name: str) -> None:
    assert name.rpartition("/")[2] in refusal(invoice().packed(without=(name,))).message
    assert refusal(changed(invoice().packed(), {name: b"<no"})).code == "evidence.damaged"


def test_other_writings_of_names_and_places_are_read(tmp_path: Path) -> None:
    """Without a prefix, with another one, with backslashes, with other capitals, with places from the root."""
    parts = invoice().parts()
    plain = {
        name.replace("Content", "content"): (
            content.replace("ofd:", "").replace("xmlns:ofd", "xmlns").replace("xmlns:=", "xmlns=")
            if isinstance(content, str)
            else content
        )
        for name, content in parts.items()
    }
    plain = {
        name: content.replace("xmlns:ofd=", "xmlns=") if isinstance(content, str) else content
        for name, content in plain.items()
    }
    plain["Doc_0/Document.xml"] = str(plain["Doc_0/Document.xml"]).replace('BaseLoc="Pages/', 'BaseLoc="/Doc_0/Pages\\')
    from tests.dossier.evidence.office_files import packed

    pdf, _ = converted(packed(plain))
    assert AMOUNTS["BuyerName"] in words(pdf, tmp_path)


@settings(max_examples=some_of(60), deadline=None)
@given(data=st.data())
def test_any_change_of_its_xml_is_refused_or_drawn(data: st.DataObject) -> None:
    """Characters changed anywhere in the XML: never an exception but the refusal, and always a sound PDF."""
    parts = dict(invoice().parts())
    name = data.draw(st.sampled_from([name for name, content in parts.items() if isinstance(content, str)]))
    content = str(parts[name])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content = (
            content[:at]
            + data.draw(st.sampled_from(["", "0", "-", "9999999", " ", "x", "甲", '"']))
            + content[at + 1 :]
        )
    try:
        pdf, _ = ofd_to_pdf(changed(invoice().packed(), {name: content}))
    except RefusedError:
        return
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == [] and len(opened.pages) == 1
