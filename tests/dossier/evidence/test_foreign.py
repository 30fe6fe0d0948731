"""A message about a file that can't be taken in says what the file is and what to do."""

from __future__ import annotations

import pytest

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.refused import RefusedError
from tests.dossier.evidence.office_files import packed

MHT = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/\r\nSubject: =?utf-8?Q?a?=\r\nMIME-Version: 1.0\r\n"
WORD_MHT = (
    b'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related;\r\n\tboundary="--=_x"\r\n\r\n'
)
MAIL = b"Received: from a by b; Sat, 1 Sep 2018\r\nFrom: a@example.com\r\nSubject: x\r\n\r\nHello"


@pytest.mark.parametrize(
    ("content", "says", "remedy"),
    [
        (b"<!DOCTYPE html><html>", "网页", "另存为 PDF"),
        (b"\xef\xbb\xbf\r\n<!doctype HTML PUBLIC '-//W3C//DTD'>", "网页", "另存为 PDF"),
        (b"<!-- saved from url=(0014)about:internet -->\n<HTML>", "网页", "另存为 PDF"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html xmlns="z">', "网页", "另存为 PDF"),
        (b"<meta charset=gbk><table><tr><td>1", "网页", "另存为 PDF"),
        (b"<table border=1><tr><td>1</td></tr></table>", "网页", "另存为 PDF"),
        ("<html><body>甲".encode("utf-16"), "网页", "另存为 PDF"),
        (MHT + b'Content-Type: multipart/related;type="text/html"\r\n\r\n', "MHT", "浏览器"),
        (WORD_MHT, "MHT", "浏览器"),
        (MAIL, "电子邮件", "附件"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument>', "Word 2003", "PDF"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook>', "Excel 2003", "PDF"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel 2003", "PDF"),
        (b'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">', "Word 2003", "PDF"),
        (b'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">', "单一 XML", "PDF"),
        (b'<office:document xmlns:office="urn:o"><office:body/></office:document>', "ODP", "PDF"),
        (b"Rar!\x1a\x07\0", "RAR", "解压"),
        (b"7z\xbc\xaf\x27\x1c", "7z", "解压"),
        (b"PK\x05\x06" + bytes(18), "空的压缩包", "解压"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "视频", "画面"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "视频", "画面"),
        (b"8BPS\0\1", "Photoshop", "PNG"),
        (b"AC1032\0", "CAD", "打印"),
        (b"CAJ\0", "CAJ", "打印"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "SVG", "PDF"),
        (packed({"Index/Document.iwa": b"x"}), "Pages", "PDF"),
        (packed({"[Content_Types].xml": b"x", "FixedDocumentSequence.fdseq": b"x"}), "XPS", "PDF"),
        (packed({"mimetype": b"application/epub+zip"}), "压缩包", "解压"),
    ],
)
def test_what_it_is_and_what_to_do(content: bytes, says: str, remedy: str) -> None:
    with pytest.raises(RefusedError) as caught:
        format_of(content)
    assert caught.value.code == "evidence.unknown-format"
    assert says in caught.value.message and remedy in caught.value.remedy


@pytest.mark.parametrize("text", [b"Name: A\r\n", b"<a", b"x" * 2000, "甲乙：丙\n".encode(), b"a: 1\nb: 2\n\n"])
def test_what_only_looks_a_little_like_one_is_called_nothing(text: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        format_of(text)
    assert "不是认得的格式" in caught.value.message


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", FileFormat.HEIC),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", FileFormat.AVIF),
        (b"\0\0\0\x18ftypmsf1\0\0\0\0msf1hevc", FileFormat.HEIC),
        (b"\0\0\0\x18ftypheix\0\0\0\0mif1heix", FileFormat.HEIC),
        (b"\0\0\0\x18ftypavis\0\0\0\0avifavis", FileFormat.AVIF),
    ],
)
def test_brands_tell_a_coded_picture(head: bytes, kind: FileFormat) -> None:
    assert format_of(head) is kind
