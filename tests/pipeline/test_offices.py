"""The fields of offices are blank in the papers of an applicant, and printed if the user wants it. A warning says which."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

import formgen
from formgen.dossier.lines import squashed
from formgen.dossier.options import Options
from formgen.pipeline import Format, MadeDossier, make_dossier, make_forms
from formgen.scheme.models import Scheme

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
OPINION, DAY = "经初审，该企业材料齐全", "2018年6月12日"
PRINTED, LEFT_BLANK = "office.printed", "office.left-blank"


def words(content: bytes) -> str:
    return squashed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def codes(scheme: Scheme, sample: str, formats: frozenset[Format], with_opinions: bool = False) -> list[str]:
    made = make_forms(scheme, formgen.examine(scheme, SAMPLES / sample), ["annex2"], formats, with_opinions)
    return [problem.code for problem in made.problems if problem.code.startswith("office.")]


@pytest.mark.parametrize("with_opinions", [False, True])
def test_a_packet_leaves_the_offices_parts_blank(scheme: Scheme, with_opinions: bool) -> None:
    examined = formgen.examine(scheme, SAMPLES / "complete.json")
    formats = frozenset({Format.PDF, Format.PACKET})
    form, packet = make_forms(scheme, examined, ["annex2"], formats, with_opinions).papers
    assert squashed(OPINION) in words(form.paper.read()) and DAY in words(form.paper.read())
    assert (squashed(OPINION) in words(packet.paper.read())) is with_opinions
    assert (DAY in words(packet.paper.read())) is with_opinions
    assert "沈明诚" in words(packet.paper.read())


def test_what_is_printed_and_what_is_not_is_told(scheme: Scheme) -> None:
    word, packet = frozenset({Format.DOCX}), frozenset({Format.PACKET})
    assert codes(scheme, "complete.json", word) == [PRINTED]
    assert codes(scheme, "complete.json", word | packet) == [PRINTED, LEFT_BLANK]
    assert codes(scheme, "complete.json", packet) == [LEFT_BLANK]
    assert codes(scheme, "complete.json", packet, with_opinions=True) == [PRINTED]
    assert codes(scheme, "foreign-owned.json", word | packet) == []


def test_the_message_names_the_places_of_the_form(scheme: Scheme) -> None:
    examined = formgen.examine(scheme, SAMPLES / "complete.json")
    made = make_forms(scheme, examined, ["annex2"], frozenset({Format.PDF}))
    (told,) = [problem for problem in made.problems if problem.code == PRINTED]
    assert "6 栏" in told.message and "县（市、区）信用办初审意见" in told.message and not told.is_error
    made = make_forms(scheme, examined, ["annex3"], frozenset({Format.PDF}))
    assert PRINTED not in [problem.code for problem in made.problems], "附件3 has no place for an office"


def bound(scheme: Scheme, sample: str, with_opinions: bool) -> MadeDossier:
    dossier = scheme.dossier("application")
    assert dossier is not None
    examined = formgen.examine(scheme, SAMPLES / sample, dossier.form_ids, dossier.has_evidence)
    return make_dossier(scheme, examined, dossier.id, options=Options(with_opinions=with_opinions))


@pytest.mark.parametrize("with_opinions", [False, True])
def test_a_dossier_and_its_list_of_seals_say_the_same(scheme: Scheme, with_opinions: bool) -> None:
    made = bound(scheme, "complete.json", with_opinions)
    text = words(made.volumes[0].pdf.read())
    assert (squashed(OPINION) in text) is with_opinions and (DAY in text) is with_opinions
    seals = words(next(paper for paper in made.beside if "用印签字清单" in paper.path).read())
    assert ("三、留空" in seals) is not with_opinions
    assert ("以下栏目已经按数据打印" in seals) is with_opinions
    told = [problem.code for problem in made.problems if problem.code.startswith("office.")]
    assert told == [PRINTED if with_opinions else LEFT_BLANK]


def test_nothing_is_told_of_evidence_that_is_not_handed_in(scheme: Scheme) -> None:
    """The application's dossier has neither scores nor evidence."""
    made = bound(scheme, "complete.json", with_opinions=True)
    assert [problem.code for problem in made.problems] == [PRINTED]
