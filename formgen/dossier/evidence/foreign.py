"""Says of a file that can't be taken in what it seems to be, and what a clerk should do instead."""

from __future__ import annotations

import re

from formgen.dossier.evidence.refused import AS_PDF, RefusedError

OUT_OF_THE_ARCHIVE = "请解压后把里面的文件逐个提供（里面只有图片的 ZIP 可以直接提供）"
FROM_THE_BROWSER = "请用浏览器打开，核对内容后打印，目标选“另存为 PDF”，再提供"
FROM_THE_MAIL = "请用邮件软件打开，打印（另存）成 PDF 再提供；附件请另外提供"
PICTURE_OF_IT = "请把要交的画面另存成图片再提供"
HEADS = (
    (b"Rar!", "压缩包（RAR）", OUT_OF_THE_ARCHIVE),
    (b"7z\xbc\xaf", "压缩包（7z）", OUT_OF_THE_ARCHIVE),
    (b"\x1f\x8b", "压缩包（GZIP）", OUT_OF_THE_ARCHIVE),
    (b"BZh", "压缩包（BZIP2）", OUT_OF_THE_ARCHIVE),
    (b"\xfd7zXZ", "压缩包（XZ）", OUT_OF_THE_ARCHIVE),
    (b"PK\x05\x06", "空的压缩包", OUT_OF_THE_ARCHIVE),
    (b"PK\x07\x08", "分卷的压缩包", OUT_OF_THE_ARCHIVE),
    (b"%!PS", "PostScript 文件", AS_PDF),
    (b"\xc5\xd0\xd3\xc6", "EPS 图片", AS_PDF),
    (b"8BPS", "Photoshop 图片", "请另存成 PNG、JPEG 或 PDF 再提供"),
    (b"AC10", "CAD 图纸（DWG）", "请用 CAD 软件打印成 PDF 再提供"),
    (b"CAJ", "CAJ 文献", "请用 CAJ 阅读器打印成 PDF 再提供"),
    (b"HN\0\0", "CAJ 文献", "请用 CAJ 阅读器打印成 PDF 再提供"),
    (b"KDH", "KDH 文献", "请用 CAJ 阅读器打印成 PDF 再提供"),
    (b"AT&TFORM", "DjVu 文件", AS_PDF),
    (b"\x1aE\xdf\xa3", "视频", PICTURE_OF_IT),
    (b"OggS", "音频或视频", PICTURE_OF_IT),
    (b"ID3", "音频", "音频不能装订，请写成文字材料再提供"),
    (b"MZ", "程序", "请核对是不是选错了文件"),
    (b"\x7fELF", "程序", "请核对是不是选错了文件"),
)
"""The first bytes of other kinds of files, what messages call such a file, and what the clerk should do."""
HTML = re.compile(
    rb"(?:<!--.*?-->|<\?xml[^>]*\?>|<!doctype\s+html\b|\s)*<(?:!doctype\s+html|html|head|meta|title|body|script|style|table|div)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How a web page begins. Some systems export a web page with a table and call it an Excel file."""
MAIL_HEADER = re.compile(
    rb"(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2}",
)
"""The two header lines with which a mail or a saved web page begins (RFC 5322, 2.2)."""
MAIL_NAMES = re.compile(
    rb"^(?:from|mime-version|content-type|received|return-path|subject|date|message-id|x-[a-z-]+):", re.I | re.M
)
RELATED = re.compile(rb"multipart/related|text/html.*snapshot|Snapshot-Content-Location|Microsoft MHTML", re.I | re.S)
OFFICE_XML = re.compile(rb"<\?mso-application\s+progid=[\"'](\w+)\.")
OFFICE_XML_NAMES = {b"Word": "Word 2003 的 XML 文档", b"Excel": "Excel 2003 的 XML 表格"}
OFFICE_ROOTS = (
    (re.compile(rb"<(?:\w+:)?wordDocument\b"), "Word 2003 的 XML 文档"),
    (re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet"), "Excel 2003 的 XML 表格"),
    (re.compile(rb"<(?:\w+:)?package\b[^>]*schemas.microsoft.com/office/2006/xmlPackage"), "单一 XML 的 Office 文档"),
    (re.compile(rb"<office:document\b"), "单一 XML 的演示或图形文件（ODP、ODG）"),
)
"""The first element of office files in one XML file that name no program. Texts and tables of OpenDocument are taken before."""
MARKS = b"\xef\xbb\xbf \t\r\n\0"


def foreign(head: bytes) -> RefusedError:
    """The refusal of a file whose format this program does not take in.

    head  the first bytes of the file, about a thousand
    """
    for start, label, remedy in HEADS:
        if head.startswith(start):
            return not_taken(label, remedy)
    if head[4:8] == b"ftyp":
        return not_taken("视频", PICTURE_OF_IT)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")  # ASCII characters written in UTF-16
    text = head.lstrip(MARKS)
    office = OFFICE_XML.search(text)
    if office is not None and office[1] in OFFICE_XML_NAMES:
        return not_taken(OFFICE_XML_NAMES[office[1]], AS_PDF)
    for root, label in OFFICE_ROOTS:
        if text.startswith(b"<") and root.search(text):
            return not_taken(label, AS_PDF)
    if HTML.match(text):
        return not_taken("网页（HTML）", FROM_THE_BROWSER)
    if MAIL_HEADER.match(text) and MAIL_NAMES.search(text):
        if RELATED.search(text):
            return not_taken("保存的网页（MHT）", FROM_THE_BROWSER)
        return not_taken("电子邮件", FROM_THE_MAIL)
    if text.startswith(b"<svg") or (text.startswith(b"<?xml") and b"<svg" in text):
        return not_taken("SVG 图片", AS_PDF)
    return RefusedError("evidence.unknown-format", "不是认得的格式（PDF、OFD、图片、Word、Excel、WPS 等）", AS_PDF)


def not_taken(label: str, remedy: str = AS_PDF) -> RefusedError:
    """The refusal of a file whose kind is known. label: what messages call it; remedy: what the clerk should do."""
    return RefusedError("evidence.unknown-format", f"是{label}，不能直接装订", remedy)
