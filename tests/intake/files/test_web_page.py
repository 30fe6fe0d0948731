"""Some systems export web pages and call them `.xls`. Their table is read as a person sees it, and nothing else of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.intake.sources import read_source
from formgen.scheme.models import Scheme

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td {{mso-number-format:"\\@"}}{filler}</style></head>
<body><img src="http://127.0.0.1:9/a.png"><table border=1>
<tr><td colspan=4><b>企业名册</b></td></tr>
<tr><td rowspan=2>企业名称</td><td colspan=2>法定代表人</td><td rowspan=2>注册地址</td></tr>
<tr><td>姓名</td><td>身份证号码</td></tr>
<tr><td>苏州甲&nbsp;<br></td><td x:str>张三</td><td x:num="1.10105194912310E+17">11010519491231002X</td><td>太仓市沙溪镇
  样例路1号<span style='display:none'>旧址</span></td></tr>
<tr style="display:none"><td>苏州乙</td><td>李四</td><td></td><td>太仓市</td></tr>
</table></body></html>"""


def write(path: Path, charset: str, filler: str = "") -> Path:
    path.write_bytes(PAGE.format(charset=charset, filler=filler).encode(charset))
    return path


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["名册.xls", "名册.html"])
def test_the_table_of_a_web_page_is_read(scheme: Scheme, tmp_path: Path, charset: str, name: str) -> None:
    source = read_source(scheme, write(tmp_path / name, charset, " " * 9000))
    first, second = tuple(source)
    assert (first.name, second.name) == ("苏州甲", "苏州乙")
    assert first.record is not None
    assert first.record.value("applicant.legal_representative") == "张三"
    assert first.record.value("applicant.legal_representative_id") is not None
    assert first.record.value("applicant.registered_address") == "太仓市沙溪镇样例路1号"
    assert str(first.place.at).startswith("表格1!")
    assert not [problem for problem in first.problems if problem.code == "table.unknown-column"]


def test_a_web_page_without_a_table_is_told(scheme: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "名册.xls"
    path.write_text('<html><frameset><frame src="名册.files/sheet001.htm"></frameset></html>', encoding="utf-8")
    (problem,) = read_source(scheme, path).problems
    assert problem.code == "file.other-kind" and "没有表格" in problem.message


def test_an_unreadable_line_is_told_and_nothing_is_read(scheme: Scheme, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.xls", "utf-8")
    path.write_bytes(path.read_bytes().replace("李四".encode(), b"\xff\xfe\x80"))
    source = read_source(scheme, path)
    assert source.count == 0 and [problem.code for problem in source.problems] == ["file.encoding"]


def test_deep_and_wide_pages_are_bounded(scheme: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "名册.xls"
    path.write_text("<table><tr><td colspan=99999999 rowspan=999999999>企业名称" + "<div>" * 100_000, encoding="utf-8")
    assert read_source(scheme, path).problems
