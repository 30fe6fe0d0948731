"""Writes one volume: its pages on their sheets, the page numbers, links of the contents, bookmarks and properties.

With each volume comes a Claim, which says what the volume must hold. The same papers always give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from formgen.dossier.archive import archive
from formgen.dossier.archive.level import ArchiveLevel
from formgen.dossier.binding.one_font import share
from formgen.dossier.binding.paper_places import WantedStamps, found_marks, paper_place
from formgen.dossier.binding.sealing_places import SealingPlace, signature_field
from formgen.dossier.binding.signature_fields import add_fields
from formgen.dossier.binding.slips import Marks, Numbers, PageMarks
from formgen.dossier.binding.tagging import element_of, tagged_part
from formgen.dossier.binding.volumes import PageSpan, PaperLine, Papers, Run, Volume
from formgen.dossier.binding.workbench import Steps
from formgen.dossier.claim import Claim, Input, Original, PaperPlace, Rectangle, SignatureField
from formgen.dossier.evidence.links import DEEPEST, Bookmark
from formgen.dossier.evidence.tags.writing import TaggedPart, write_tags
from formgen.dossier.evidence.take_in import SourcePdf, open_own
from formgen.dossier.lines import CONTENTS, LINE, ContentsLine
from formgen.dossier.options import Options
from formgen.dossier.proof.page_marks import dossier_figures
from formgen.dossier.sheets import lay
from formgen.dossier.shelf import BUFFER, Content, Shelf
from formgen.engines.system.watcher import at_work

PER_PART = 20
"""Bytes that an element of the structure takes, or the mention of a piece of content, packed with others."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A dossier that is ready to be written: all papers, including our own pages, and the place of each.

    blank  the page without words before a right-hand page, laid out
    slip   the characters of page numbers, laid out
    marks  the sheets and the slip that say 草稿; None for a final
    standard  the PDF whose output intent an archive takes; None if the dossier is no archive
    level  the archive's level; None if the dossier is no archive
    sealing   the places on the forms that get a signature field
    wanted    the papers on whose pages seals, signatures and handwritten dates are wanted
    """

    title: str
    papers: tuple[Papers, ...]
    volumes: tuple[Volume, ...]
    entries: tuple[PaperLine, ...]
    blank: bytes
    slip: bytes
    marks: bytes | None
    standard: bytes | None = None
    level: ArchiveLevel | None = None
    sealing: tuple[SealingPlace, ...] = ()
    wanted: tuple[WantedStamps, ...] = ()

    @property
    def lines(self) -> tuple[ContentsLine, ...]:
        """The lines of contents and index, in order."""
        return tuple(entry.line for entry in self.entries)

    def source(self, span: PageSpan | None) -> SourcePdf:
        """The source of a span. None gives a blank page; it is opened anew each time, because a source can be bound only
        once."""
        if span is None:
            return open_own("空白页", self.blank)
        return self.papers[span.paper].sources[span.source]


def write(laid: Laid, volume: Volume, options: Options, shelf: Shelf, steps: Steps) -> tuple[Content, Claim]:
    """Bind a volume. Returns the file and its Claim. steps: told of the pages of each span."""
    with pikepdf.new() as pdf:
        numbers = Numbers(laid.slip, pdf, options.duplex)
        marks = None if laid.marks is None else Marks(laid.marks, pdf)
        inputs = tuple(_input(laid, run) for run in volume.runs)
        title = laid.title if len(laid.volumes) == 1 else f"{laid.title} 第{volume.number}册"
        figures = dossier_figures(title, inputs) if options.marks else ""
        ends = PageMarks(pdf, figures) if figures else None
        originals: list[Original] = []
        parts: list[TaggedPart] = []
        for run in volume.runs:
            source, first = laid.source(run.span), run.span.first if run.span else 0
            with at_work(source.watched_as):
                parts.append(add(pdf, source, first, run, numbers, marks, ends, numbered=_is_numbered(laid, run)))
            placements = source.placements[first : first + run.pages]
            places = tuple(Rectangle.of(place.box, place.matrix.shorthand) for place in placements)
            skipped = None if run.pages == source.pages else first
            originals.append(
                Original(
                    source.name, run.number, places, source.content, source.password,
                    pictures=source.pictures, skipped=skipped, overlaid=bool(options.mark), is_own=source.is_own,
                    watched_as=source.watched_as,
                )
            )  # fmt: skip
            steps.bound(run.pages)
        extent = volume.extent
        ours = [run for run in volume.runs if laid.source(run.span).is_own]
        sheets = [pdf.pages[run.number - extent.first + at] for run in ours for at in range(run.pages)]
        share(pdf, sheets, [numbers.font])
        own = {laid.papers[run.span.paper].own: run for run in volume.runs if run.span}
        index = own.get("index")
        for listing in (own["contents"], index):
            if listing is not None:
                _link(pdf, listing, extent.first, laid.lines, volume.number)
        _add_bookmarks(pdf, laid, volume)
        write_tags(pdf, parts)
        _add_properties(pdf, title, extent.first, options.duplex)
        if laid.standard is not None and laid.level is not None:
            archive.finish(pdf, laid.standard, laid.level)
        if len(ours) == len(volume.runs):
            archive.say_accessible(pdf, laid.slip)
        fields = _fields(laid, volume)
        add_fields(pdf, fields, extent.first)
        lying = [one.places for one in originals]
        how = (options.duplex, options.mark, options.archive)
        identity = repr((title, laid.lines, list(inputs), lying, *how, *fields, *([figures] if figures else [])))
        content = saved(pdf, shelf, hashlib.sha256(identity.encode()).digest()[:16])
    claim = Claim(
        title,
        extent.last - extent.first + 1,
        own["contents"].number,
        laid.lines,
        inputs,
        tuple(originals),
        first=extent.first,
        index=index.number if index else 0,
        volume=volume.number,
        draft=options.draft,
        duplex=options.duplex,
        masked=options.masked,
        fields=fields,
        places=_places(laid, volume),
        marks=figures,
    )
    return content, claim


def _is_numbered(laid: Laid, run: Run) -> bool:
    """True unless the run is a cover, whose pages are counted and bear no number."""
    return run.span is None or laid.papers[run.span.paper].own != "cover"


def _input(laid: Laid, run: Run) -> Input:
    source, first = laid.source(run.span), run.span.first if run.span else 0
    return Input(
        *(source.name, source.sha256, run.pages, run.number, run.number + run.pages - 1, source.is_own),
        tuple(run.number + at - first for at in sorted(source.pictures) if 0 <= at - first < run.pages),
        skipped=first,
        numbered=_is_numbered(laid, run),
    )


def _places(laid: Laid, volume: Volume) -> tuple[PaperPlace, ...]:
    """Where seals, signatures and handwritten dates go in a volume, in the order of its pages."""
    found: list[PaperPlace] = []
    for run in volume.runs:
        span = run.span
        for wanted in laid.wanted if span is not None else ():
            if span is None or wanted.paper != span.paper or (wanted.is_cover and span.source != volume.number - 1):
                continue
            source = laid.source(span)
            shown = range(span.first, span.first + run.pages)
            for page, marks in found_marks(wanted, source.content, shown):
                placement = source.placements[page]
                found += [paper_place(mark, wanted.title, placement, run.number + page - span.first) for mark in marks]
    return tuple(found)


def _fields(laid: Laid, volume: Volume) -> tuple[SignatureField, ...]:
    """The signature fields of a volume, in the order of its pages."""
    found: list[SignatureField] = []
    for run in volume.runs:
        span = run.span
        for place in laid.sealing if span is not None and span.source == 0 else ():
            at = place.page - span.first if span is not None and span.paper == place.paper else -1
            if 0 <= at < run.pages:
                placement = laid.source(span).placements[place.page]
                found.append(signature_field(place, placement, run.number + at, [one.name for one in found]))
    return tuple(found)


def size(laid_papers: Sequence[Papers], spans: Sequence[PageSpan]) -> int:
    """How many bytes the spans' pages take in a file of their own."""
    of_tags = 0
    with pikepdf.new() as pdf:
        for span in spans:
            source = laid_papers[span.paper].sources[span.source]
            end = source.pages if span.pages is None else span.first + span.pages
            with at_work(source.watched_as), source.opened() as opened:
                pdf.add_pages_from(opened, range(span.first, end), forms="strip", outlines="ignore")
            if source.tags is not None:
                of_tags += source.tags.parts * PER_PART * (end - span.first) // source.pages
        return len(saved(pdf, Shelf(), b"")) + of_tags


def saved(pdf: pikepdf.Pdf, shelf: Shelf, identity: bytes) -> Content:
    """Save the file and return its content. The file is expected to be as large as everything that is on the shelf.

    identity  the first half of the file's ID (ISO 32000-1, 14.4), which the caller computes from what the file holds. The
              library would compute it from the finished bytes, which takes a third as long as writing them
    """
    pdf.trailer.ID = pikepdf.Array([pikepdf.String(identity), pikepdf.String(identity)])
    with shelf.parcel(shelf.taken) as parcel:
        out = io.BufferedWriter(parcel, BUFFER)
        pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        out.flush()
        out.detach()
    return parcel.content


def add(
    pdf: pikepdf.Pdf,
    source: SourcePdf,
    first: int,
    run: Run,
    numbers: Numbers,
    marks: Marks | None,
    ends: PageMarks | None = None,
    *,
    numbered: bool = True,
) -> TaggedPart:
    """Add the pages of a run to the PDF, each on its sheet and with its number. Returns what their structure is made of.

    first     the first of the source's pages, counted from 0
    marks     the marks of a draft; None for a final
    ends      the marks at the ends of the strip; None for none. Pages that bear no number have none
    numbered  False for pages that have numbers, but do not bear them (封面)
    """
    before = len(pdf.pages)
    whole = run.pages == source.pages
    with source.opened() as opened:
        pages = None if whole else range(first, first + run.pages)
        pdf.add_pages_from(opened, pages, forms="strip", outlines="ignore")
        elements = [element_of(source, first + index, pdf.pages[before + index]) for index in range(run.pages)]
        for index in range(run.pages):
            page, placement = pdf.pages[before + index], source.placements[first + index]
            number = numbers.slip(run.number + index, placement)
            mark = marks.mark(placement, number) if marks else None
            at_ends = ends.slips(run.number + index, placement, number) if ends and numbered else ()
            lay(pdf, page, placement, number if numbered else None, mark, elements[index], at_ends)
        part = tagged_part(pdf, opened, source, run, first, elements)
    if not whole:
        _drop_links_out(pdf, before)
    return part


def _drop_links_out(pdf: pikepdf.Pdf, first: int) -> None:
    """Remove links on the pages from `first` on if they lead to pages of their source that this volume does not have."""
    here = {page.obj.objgen for page in pdf.pages}
    for page in pdf.pages[first:]:
        links = list(page.obj.get("/Annots", ()))
        kept = [link for link in links if "/Dest" not in link or _target(link) in here]
        if len(kept) < len(links):
            page.obj.Annots = pikepdf.Array(kept)


def _target(link: pikepdf.Object) -> tuple[int, int] | None:
    page = link.Dest[0]
    return page.objgen if isinstance(page, pikepdf.Dictionary) else None


def _link(pdf: pikepdf.Pdf, listing: Run, first: int, lines: Sequence[ContentsLine], volume: int) -> None:
    """Link the lines of contents or index to their pages. Before, each line is a link to `line:` and its index.

    The layout makes one link for the whole line and then one for each piece of it; only the first is kept. Lines of
    other volumes get no link, because their pages are in another file.
    """
    waiting = {index: line for index, line in enumerate(lines) if line.volume == volume}
    for page in pdf.pages[listing.number - first : listing.number - first + listing.pages]:
        kept = []
        for link in page.obj.get("/Annots", ()):
            line = waiting.pop(int(str(link.A.URI).removeprefix(LINE)), None)
            if line is not None:
                link.Dest = pikepdf.Array([pdf.pages[line.page - first].obj, Name.Fit])
                del link.A
                link.Contents = pikepdf.String(f"{line.heading}，第 {line.page} 页")
                kept.append(link)
        page.obj.Annots = pikepdf.Array(kept)


def _add_bookmarks(pdf: pikepdf.Pdf, laid: Laid, volume: Volume) -> None:
    """Add a bookmark for each line, below the bookmark that it belongs to; the sources' own bookmarks come below these.

    If one paper consists of several files, each file has a bookmark with its name.
    """
    start = volume.extent.first
    items: dict[int, pikepdf.OutlineItem] = {}
    with pdf.open_outline(max_depth=DEEPEST + 4) as outline:  # below material, section, evidence and file
        for run in volume.runs:
            if run.span and laid.papers[run.span.paper].own == "contents" and not laid.papers[run.span.paper].mark:
                outline.root.append(pikepdf.OutlineItem(CONTENTS, run.number - start))
        above: list[pikepdf.OutlineItem] = []
        for entry in laid.entries:
            if entry.line.volume == volume.number:
                item = pikepdf.OutlineItem(entry.line.heading, entry.line.page - start)
                (above[entry.line.level - 1].children if entry.line.level else outline.root).append(item)
                above[entry.line.level :] = [item]
                items[entry.paper] = item
        for run in volume.runs:
            if run.span and laid.papers[run.span.paper].own == "proof":
                outline.root.append(pikepdf.OutlineItem(laid.papers[run.span.paper].title, run.number - start))
            if run.span is None or run.span.paper not in items:
                continue
            paper, source = laid.papers[run.span.paper], laid.source(run.span)
            first, at = run.span.first, run.number - start
            own = _outline_items(source.bookmarks, first, first + run.pages, at - first)
            if len(paper.sources) > 1 and paper.own is None:
                file = pikepdf.OutlineItem(source.name.rpartition(".")[0] or source.name, at)
                file.children.extend(own)
                own = [file]
            items[run.span.paper].children.extend(own)


def _outline_items(bookmarks: Sequence[Bookmark], first: int, end: int, offset: int) -> list[pikepdf.OutlineItem]:
    """A source's own bookmarks that lead to its pages from `first` to `end` (not included), and the bookmarks above those.

    offset  what is added to a source's page to give the page of the volume; pages count from 0
    """
    items = []
    for bookmark in bookmarks:
        children = _outline_items(bookmark.children, first, end, offset)
        inside = first <= bookmark.page < end
        if inside or children:
            item = pikepdf.OutlineItem(bookmark.title, (bookmark.page if inside else first) + offset)
            item.children.extend(children)
            items.append(item)
    return items


def _add_properties(pdf: pikepdf.Pdf, title: str, first: int, duplex: bool) -> None:
    """Write the title, the language, the page labels, and how a reader opens the file (on its first page, with bookmarks
    shown) and prints it. No date is written, so the same papers give the same bytes."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {"zh-CN"}
        metadata["pdf:Producer"] = "formgen"
    root = pdf.Root
    root.Lang = pikepdf.String("zh-CN")
    label = pikepdf.Dictionary(S=Name.D)
    if first > 1:
        label.St = first
    root.PageLabels = pikepdf.Dictionary(Nums=[0, label])
    root.PageMode = Name.UseOutlines
    root.OpenAction = pikepdf.Array([pdf.pages[0].obj, Name.Fit])
    sides = Name.DuplexFlipLongEdge if duplex else Name.Simplex
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, Duplex=sides)
    if duplex:
        root.PageLayout = Name.TwoPageRight
