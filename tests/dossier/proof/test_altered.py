"""Whatever change was made to a dossier or its proof, `verify` reports what it finds and never crashes."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Name

from formgen.dossier import DossierTask, bind
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.verify import INTERRUPTED, SAVED_ANEW, Verified, verify
from formgen.foundation.errors import ProofError
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made
from tests.sweeps import some_of, sweep

Kept = tuple[bytes, bytes, Path]


@pytest.fixture(scope="module")
def kept(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Make a dossier, its proof, and the folder of its sources."""
    folder = tmp_path_factory.mktemp("altered")
    (folder / "甲.pdf").write_bytes(made(Page(), Page(rotate=90)))
    dossier = dossier_of(scheme, "work_plan", page=True)
    bound = bind(DossierTask(scheme, dossier, record_of({"work_plan": ("甲.pdf",)}), folder), html_to_pdf)
    return bound.pdf, bound.proof.to_json(), folder


def changed(content: bytes, change: Callable[[pikepdf.Pdf], object] = lambda _: None, **settings: object) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **settings)  # type: ignore[arg-type]
    return out.getvalue()


def only(found: Verified) -> str:
    (failure,) = found.failures
    assert INTERRUPTED not in found.remarks
    return failure


@pytest.mark.parametrize("aes", [True, False])
@pytest.mark.parametrize("user", ["", "open"])
def test_a_lock_is_told(kept: Kept, aes: bool, user: str) -> None:
    """pypdf opens a modern lock only with `cryptography`, which the extra `formgen[sign]` brings."""
    pdf, proof, folder = kept
    unreadable = user != "" or (aes and find_spec("cryptography") is None)
    lock = pikepdf.Encryption(owner="owner", user=user, R=6 if aes else 4, aes=aes, metadata=aes)
    locked = changed(pdf, encryption=lock)
    failure = only(verify(locked, proof, folder))
    assert failure.startswith("装订件后来加了密码或使用限制（装订时没有）")
    assert ("请用密码打开" in failure) is unreadable
    found = verify(locked, None)
    assert found.is_sound is not unreadable


def _title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo[Name.Title] = pikepdf.String("别的\x07标题")


def _xmp(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(update_docinfo=False) as metadata:
        metadata["dc:title"] = "别的标题"


def _author(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo[Name.Author] = "某人"


def _creator(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(update_docinfo=False) as metadata:
        metadata["dc:creator"] = ["某人"]


def _no_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo[Name.Title] = 5


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_title, "标题（Info）是「别的 标题」，应为「"),
        (_xmp, "标题（XMP）是「别的标题」，应为「"),
        (_no_title, "标题（Info）没有了，应为「"),
        (_author, "加了作者「某人」"),
        (_creator, "加了作者（XMP）「某人」"),
    ],
)
def test_changed_properties_are_told(kept: Kept, change: Callable[[pikepdf.Pdf], object], says: str) -> None:
    assert says in only(verify(changed(kept[0], change), kept[1], kept[2]))


@pytest.mark.parametrize("metadata", [b"<no xml", b"", b"\xff\xfe\0", b"<a/>"])
def test_xmp_that_cannot_be_read_is_told(kept: Kept, metadata: bytes) -> None:
    """The bytes are put into the saved file, because pikepdf would repair them."""

    def plain(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = pdf.make_stream(b"X" * 40)

    saved = changed(kept[0], plain, fix_metadata_version=False, compress_streams=False)
    assert saved.count(b"X" * 40) == 1
    found = verify(saved.replace(b"X" * 40, metadata.ljust(40)), kept[1])
    assert "标题（XMP）没有了" in only(found)


def test_other_things_in_place_of_metadata_are_told(kept: Kept) -> None:
    def number(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = 5

    assert "标题（XMP）没有了" in only(verify(changed(kept[0], number, fix_metadata_version=False), kept[1]))


def test_saved_anew_is_all_that_there_is_to_say_of_it(kept: Kept) -> None:
    assert only(verify(changed(kept[0], qdf=True), kept[1], kept[2])) == SAVED_ANEW


def test_two_contents_of_a_page_are_told(kept: Kept) -> None:

    def more(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj[Name.Contentz] = pdf.make_stream(b"")

    readable = changed(kept[0], more, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert readable.count(b"/Contentz") == 1
    twice = readable.replace(b"/Contentz", b"/Contents")
    for proof in (kept[1], None):
        found = verify(twice, proof, kept[2])
        assert "里面有一项写了两次" in found.failures[0] and not found.is_sound
    assert "装订件读不出来，没有逐页与来源比较" in verify(twice, kept[1], kept[2]).remarks


def test_what_a_library_does_not_foresee_is_told(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """An example is a filter with an unknown name: pypdf raises NotImplementedError for it."""
    readable = changed(kept[0], object_stream_mode=pikepdf.ObjectStreamMode.disable)
    odd = readable.replace(b"/FlateDecode", b"/FlateDeXode")
    assert not verify(odd, kept[1], kept[2]).is_sound and not verify(odd, None).is_sound

    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("formgen.dossier.proof.later.source_files.check_pictures", broken)
    assert "画不出来" in verify(kept[0], kept[1], kept[2]).failures[0]


def forged(proof: bytes, **values: object) -> bytes:
    return json.dumps({**json.loads(proof), **values}).encode()


def with_inputs(proof: bytes, **values: object) -> bytes:
    return forged(proof, inputs=[{**one, **values} for one in json.loads(proof)["inputs"]])


def with_places(proof: bytes, **values: float) -> bytes:
    place = {"left": 0, "bottom": 0, "width": 595, "height": 842, **values}
    return forged(proof, page_records=[{**one, "place": place} for one in json.loads(proof)["page_records"]])


@pytest.mark.parametrize(
    "forge",
    [
        *(lambda proof, first=first: forged(proof, first=first) for first in (0, -5, 2, 10**20)),
        *(lambda proof, pages=pages: forged(proof, pages=pages) for pages in (0, -1, 99, 10**9)),
        *(lambda proof, contents=contents: forged(proof, contents=contents) for contents in (-1, 99)),
        lambda proof: forged(proof, index=99),
        lambda proof: forged(proof, volume=0),
        lambda proof: forged(proof, page_records=[]),
        lambda proof: forged(proof, inputs=[]),
        lambda proof: forged(proof, inputs=json.loads(proof)["inputs"][:-1]),
        *(lambda proof, at=at: with_inputs(proof, first_page=at) for at in (-3, 10**20)),
        lambda proof: with_inputs(proof, last_page=0),
        lambda proof: with_inputs(proof, pages=-3),
        lambda proof: with_inputs(proof, skipped=-1),
        lambda proof: with_inputs(proof, as_picture=[10**9]),
        *(lambda proof, side=side: with_places(proof, width=side) for side in (0, -5, 1e300, math.nan, math.inf)),
        *(lambda proof, side=side: with_places(proof, left=side) for side in (1e300, -1e300, math.nan)),
    ],
)
def test_a_proof_that_contradicts_itself_is_told(kept: Kept, forge: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ProofError, match="自相矛盾"):
        Proof.from_json(forge(kept[1]))
    found = verify(kept[0], forge(kept[1]), kept[2])
    assert not found.with_proof and "自相矛盾" in found.failures[0]


VALUES: tuple[object, ...] = (None, "a", [], {}, -1, 1.5, True, ["a"], [{}])


@pytest.mark.parametrize("value", sweep(VALUES, (None, {}, -1, ["a"], [{}])))
def test_a_proof_of_other_types_is_told_or_harmless(kept: Kept, value: object) -> None:
    for key in json.loads(kept[1]):
        found = verify(kept[0], forged(kept[1], **{key: value}))
        assert found.pages == Proof.from_json(kept[1]).pages


def test_a_source_is_compared_though_the_proof_calls_it_the_programs_own(kept: Kept, tmp_path: Path) -> None:
    """Somebody may put another page into the dossier and rewrite the proof. This entry in the proof must not hide it."""
    pdf, proof, folder = kept
    own = with_inputs(proof, own=True)

    def covered(document: pikepdf.Pdf) -> None:
        paper = document.pages[2].Resources.XObject.Paper
        paper.write(paper.read_bytes() + b" 1 g 0 0 2000 2000 re f")

    from formgen.dossier.proof.digests.digest import Digests
    from formgen.dossier.proof.reread import opened

    altered = changed(pdf, covered)
    digests = Digests(opened(altered)).pages()
    records = [{**one, "sha256": digest} for one, digest in zip(json.loads(own)["page_records"], digests, strict=True)]
    hidden = forged(own, page_records=records)
    assert any("与来源「甲.pdf」" in line for line in verify(altered, hidden, folder).failures)
    assert verify(pdf, own, folder).failures == ()
    assert verify(pdf, own, tmp_path).failures == ()  # the program's own papers need no source file
    (tmp_path / "甲.pdf").write_bytes(made())
    assert any("甲.pdf" in line and "同名" in line for line in verify(pdf, own, tmp_path).remarks)


@pytest.fixture(scope="module")
def forms(kept: Kept) -> tuple[bytes, bytes]:
    """Return the dossier as it was written, and in a form that a text editor could change."""
    return kept[0], changed(kept[0], qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)


@settings(max_examples=some_of(40))
@given(data=st.data())
def test_no_damage_to_a_dossier_makes_it_fall_over(kept: Kept, forms: tuple[bytes, bytes], data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(forms)))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    found = verify(bytes(content[:cut]), data.draw(st.sampled_from([kept[1], None])), kept[2])
    assert all(isinstance(line, str) and line for line in (*found.failures, *found.remarks))


@settings(max_examples=some_of(40))
@given(data=st.data())
def test_no_damage_to_a_proof_makes_it_fall_over(kept: Kept, data: st.DataObject) -> None:
    content = bytearray(kept[1])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.sampled_from(b'0123456789",:[]{}nt-e. \xff')
        )
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    assert verify(kept[0], bytes(content[:cut]), kept[2]).pages > 0
