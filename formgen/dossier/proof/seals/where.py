"""Says on which pages of a file a changed object is seen, for messages about a file that was changed after it was bound."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Name

from formgen.dossier.proof.seals.allowed import Changeable, Number, differing, is_timestamp, referred

MOST_NAMED = 8
"""Pages that a message names; of a face that stands on hundreds of pages, the first are enough."""


class Where:
    """The pages of a file. first: the number that is printed on its first page."""

    def __init__(self, pdf: pikepdf.Pdf, first: int) -> None:
        self._pdf, self._first = pdf, first
        self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, first)}
        self._seen: dict[Number, list[int]] | None = None

    def page_of(self, number: Number) -> int:
        """The printed number of the page that has this annotation; 0 for none."""
        for page in self._pdf.pages:
            if any(one.objgen == number for one in page.obj.get("/Annots", ())):
                return self._pages[page.obj.objgen]
        return 0

    def added_fields(self, after: pikepdf.Pdf, kept: Changeable) -> list[str]:
        """What fields were added in a later file, each in Chinese with its page; empty if fields were taken away, too."""
        fields = list(after.Root.AcroForm.get("/Fields", ()))
        new = [field for field in fields if field.objgen not in kept.fields]
        if len(fields) - len(new) < len(kept.fields):
            return []
        later = Where(after, self._first)
        said = []
        for field in new:
            is_signature = isinstance(field, pikepdf.Dictionary) and field.get("/FT") == Name.Sig
            page = later.page_of(field.objgen)
            where = f"第 {page} 页" if page else "文件里"
            if is_signature and is_timestamp(field):
                said.append(
                    f"{where}加了文档时间戳：它只证明文件在某时已有，不是签名或印章；装订时没有留它的位置，与装订时不同"
                )
                continue
            kind = "装订时没有留的签名位置" if is_signature else "装订时没有的表单域"
            said.append(f"{where}加了{kind}，会盖住内容或与装订时不同")
        return said

    def changes(self, old: pikepdf.Object, new: pikepdf.Object) -> Iterator[str]:
        """What it means that an object, which a signature never changes, is another now."""
        page = self._pages.get(old.objgen)
        if page is not None:
            yield f"第 {page} 页{self._of_page(old, new)}"
            return
        kind = old.get("/Type") if isinstance(old, pikepdf.Dictionary | pikepdf.Stream) else None
        if kind == Name.Pages:
            yield "装订之后页被加进、抽掉或调换"
            return
        pages = self._shown_on(old.objgen)
        if pages:
            what = "批注、链接或表单域" if self._is_annotation(old) else "内容"
            named = "、".join(map(str, pages[:MOST_NAMED])) + (" 等" if len(pages) > MOST_NAMED else "")
            yield f"第 {named} 页的{what}在装订之后改动过"
        elif kind in (Name.StructTreeRoot, Name.StructElem):
            yield "装订之后改动了结构标签"
        elif isinstance(old, pikepdf.Dictionary) and "/Title" in old:
            yield "装订之后改动了书签"
        else:
            yield f"装订之后改动了装订时的内容（对象 {old.objgen[0]}）"

    def _of_page(self, old: pikepdf.Object, new: pikepdf.Object) -> str:
        if not isinstance(new, pikepdf.Dictionary):
            return "在装订之后不见了"
        keys = set(differing(old, new))
        if keys and keys <= {"/Annots", "/Tabs"}:
            return "在装订之后加上、去掉或改动了批注、链接或表单域"
        return "的内容在装订之后改动过"

    def _is_annotation(self, thing: pikepdf.Object) -> bool:
        return isinstance(thing, pikepdf.Dictionary) and "/Rect" in thing and "/Subtype" in thing

    def _shown_on(self, number: Number) -> list[int]:
        """The printed numbers of the pages that refer to an object."""
        if self._seen is None:
            self._seen = {}
            for page in self._pdf.pages:
                parts = [page.obj.get(key) for key in page.obj.keys() if key != "/Parent"]  # noqa: SIM118
                for found in referred(parts, self._pages):
                    self._seen.setdefault(found, []).append(self._pages[page.obj.objgen])
        return self._seen.get(number, [])
