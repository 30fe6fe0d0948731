"""Does a dossier agree with itself? Without its proof nothing else can be told of it."""

from __future__ import annotations

from pypdf import PdfReader

from formgen.dossier.lines import squashed
from formgen.dossier.proof.checks import Checks
from formgen.dossier.proof.later.findings import Findings
from formgen.dossier.proof.reread import LEADER, bookmarks, printed_lines, stamped_number

CONTENTS, COVER = "目录", "封面"


def look_for_agreement(reader: PdfReader, found: Findings) -> None:
    """Find what contents, numbers, links, bookmarks and labels say otherwise than each other."""
    checks = Checks()
    labels, stamped = list(reader.page_labels), [stamped_number(page) for page in reader.pages]
    # A later volume does not begin with 1, and a cover bears no number.
    first = next((number - at for at, number in enumerate(stamped) if number), 1)
    marked = [title for title, page, _ in bookmarks(reader) if page == 1]
    # The cover of a later volume has no bookmark.
    covers = {1} if any(title.endswith(COVER) for title in marked) or (first > 1 and not marked) else set[int]()
    for number, (label, printed) in enumerate(zip(labels, stamped, strict=True), start=first):
        if printed is not None or number - first + 1 not in covers:
            checks.same(f"第 {number} 页印的页码", printed, number)
        checks.same(f"第 {number} 页的页码标签", label, str(number))
    outline = [(title, page + first - 1, level) for title, page, level in bookmarks(reader) if page]
    tops = [(title, page) for title, page, level in outline if level == 0]
    at = next((index for index, (title, _) in enumerate(tops) if title.endswith(CONTENTS)), None)
    if at is None:
        found.remarks.append("没有找到目录的书签，没有核对目录")
        found.failures += checks.failures
        return
    begin = tops[at][1] - first + 1
    end = tops[at + 1][1] - first if at + 1 < len(tops) else len(labels)
    for text, place in printed_lines(reader, begin, end):
        target = place + first - 1
        titles = [squashed(title) for title, page, _ in outline if page == target]
        rests = [LEADER.fullmatch(text[len(title) :]) for title in titles if title and text.startswith(title)]
        said = next((int(rest[1]) for rest in rests if rest), None)
        if not place or said is None:
            checks.failures.append(f"目录「{text[:30]}」链接到的页没有同名的书签")
            continue
        checks.same(f"目录「{text[:30]}」的链接", target, said)
        if stamped[place - 1] is not None or place not in covers:
            checks.same(f"目录「{text[:30]}」所指那一页印的页码", stamped[place - 1], said)
    found.failures += checks.failures
