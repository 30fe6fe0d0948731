"""Draw the sample evidence: `python -m tools.draw_sample_evidence`.

The samples are papers that an invented enterprise would hand in. As PDFs they have the oddities of real ones: a page that is
turned by /Rotate, a page whose CropBox does not begin where its MediaBox begins, a landscape page, a footer at the very edge,
bookmarks, a red seal. The words are in `samples/evidence/sources/`. The same sources always give the same bytes, and a test
checks that the committed files are the same.
"""

from __future__ import annotations

import io
from math import cos, pi, sin
from pathlib import Path

import pikepdf

from formgen.render.pdf.pdf import html_to_pdf

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "evidence"
SEAL_RED = "#d4000f"
ENTERPRISE, AGENCY = "太仓样例精密机械有限公司", "苏州样例信用管理咨询有限公司"
MARGIN = (90, 60, 40, 110)
"""The widths of the margins outside the CropBox at left, bottom, right and top, in points."""


def main() -> None:
    """Write every sample."""
    for name, content in drawn().items():
        (SAMPLES / "complete" / name).write_bytes(content)


def drawn() -> dict[str, bytes]:
    """Every sample by its file's name."""
    css = (SAMPLES / "sources" / "papers.css").read_text(encoding="utf-8")
    papers = {}
    for source in sorted((SAMPLES / "sources").glob("*.html")):
        body = source.read_text(encoding="utf-8").replace("{{ rows }}", rows())
        body = body.replace("{{ seal }}", seal(ENTERPRISE)).replace("{{ agency_seal }}", seal(AGENCY))
        html = f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><style>{css}</style></head>{body}</html>'
        with pikepdf.open(io.BytesIO(html_to_pdf(html))) as pdf:
            if source.stem == "任命文件":
                _lay_oddly(pdf)
            # Keep only what an office program would have written: no PDF/A. Turned pages would not be PDF/A any more anyway.
            for key in {"/OutputIntents", "/MarkInfo", "/StructTreeRoot", "/Metadata"} & set(pdf.Root.keys()):
                del pdf.Root[key]
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True)
        papers[f"{source.stem}.pdf"] = out.getvalue()
    return papers


def seal(name: str) -> str:
    """A round seal as SVG, which the CSS shows 42 mm across: the name stands along the upper arc, a star in the middle."""
    star = " ".join(
        f"{50 + radius * sin(turn * pi / 5):.2f},{50 - radius * cos(turn * pi / 5):.2f}"
        for turn, radius in enumerate((14, 5.4) * 5)
    )
    span = 250 / (len(name) - 1)
    letters = "".join(
        f'<text x="50" y="17" text-anchor="middle" transform="rotate({-125 + span * place:.2f} 50 50)">{letter}</text>'
        for place, letter in enumerate(name)
    )
    return (
        f'<svg viewBox="0 0 100 100" fill="{SEAL_RED}" font-family="Gw Song" font-size="11">'
        f'<circle cx="50" cy="50" r="48" fill="none" stroke="{SEAL_RED}" stroke-width="2.6"/>'
        f'<polygon points="{star}"/>{letters}</svg>'
    )


def rows() -> str:
    """The rows of the table that needs a landscape page. They are invented, and they are the same every time."""
    lines = []
    for number in range(1, 16):
        limit = (30, 50, 80, 120, 20)[number % 5]
        due = limit * (35 + 7 * (number % 6)) // 100
        late = due // 8 if number % 7 == 3 else 0
        remark = "缺2017年度报表" if number in (4, 11) else "评审晚1天" if number == 9 else ""
        values = (number, f"KH{number:03d}", "ABBCD"[number % 5], limit, 30 + 15 * (number % 4), due, late)
        marks = ("否" if number in (4, 11) else "是", "否" if number == 9 else "是", remark)
        lines.append("<tr>" + "".join(f"<td>{value}</td>" for value in (*values, *marks)) + "</tr>")
    return "\n".join(lines)


def _lay_oddly(pdf: pikepdf.Pdf) -> None:
    """Change two pages: page 1 as a scanner stores a sheet that was fed sideways, page 2 as a printer delivers it, uncut."""
    first, second = pdf.pages[0], pdf.pages[1]
    width, height = float(first.mediabox[2]), float(first.mediabox[3])
    # The page is turned a quarter to the left in the file, and the PDF viewer turns it back.
    _wrap(pdf, first, f"0 1 -1 0 {height:.4f} 0 cm")
    first.mediabox = pikepdf.Array([0, 0, height, width])
    first.obj.Rotate = 90
    left, bottom, right, top = MARGIN
    marks = f"q 0.5 w 0 0 m {left - 10} {bottom - 10} l S 20 20 30 30 re f Q "
    _wrap(pdf, second, f"{marks}1 0 0 1 {left} {bottom} cm")
    second.mediabox = pikepdf.Array([0, 0, left + width + right, bottom + height + top])
    second.cropbox = pikepdf.Array([left, bottom, left + width, bottom + height])


def _wrap(pdf: pikepdf.Pdf, page: pikepdf.Page, before: str) -> None:
    """Put operators before a page's content, and end their effect after it."""
    page.contents_add(pdf.make_stream(f"q {before}\n".encode("ascii")), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ"))


if __name__ == "__main__":
    main()
