"""Tables that follow from a scheme alone are derived once, and are never used for another scheme."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from formgen.foundation.problems import Place
from formgen.record.kept import MOST_SCHEMES, once_for_a_scheme
from formgen.record.labels import field_labels
from formgen.record.models import Entry, Record, Score
from formgen.scheme.models import Scheme


def test_a_table_is_derived_once_for_a_scheme_and_anew_for_another(scheme: Scheme) -> None:
    asked: list[str] = []

    @once_for_a_scheme
    def title(one: Scheme) -> str:
        asked.append(one.title)
        return one.title

    other = scheme.model_copy(update={"title": "另一个方案"})
    assert [title(one) for one in (scheme, other, scheme, other)] == [scheme.title, "另一个方案"] * 2
    assert asked == [scheme.title, "另一个方案"]


def test_no_scheme_is_taken_for_another_however_many_come_and_go(scheme: Scheme) -> None:
    @once_for_a_scheme
    def title(one: Scheme) -> str:
        return one.title

    for number in range(5 * MOST_SCHEMES):
        assert title(scheme.model_copy(update={"title": str(number)})) == str(number)


def test_labels_of_a_changed_scheme_are_its_own(scheme: Scheme) -> None:
    before = field_labels(scheme)
    block = scheme.blocks[0]
    field = block.fields[-1].model_copy(update={"label": "别的叫法"})
    changed = block.model_copy(update={"fields": (*block.fields[:-1], field)})
    after = field_labels(scheme.model_copy(update={"blocks": (changed, *scheme.blocks[1:])}))
    full_id = f"{block.id}.{field.id}"
    assert after[full_id].endswith("别的叫法") and not before[full_id].endswith("别的叫法")


def test_of_two_entries_or_scores_the_first_one_counts() -> None:
    place = Place("甲.json")
    first, second = Entry("a.b", "甲", place), Entry("a.b", date(2018, 6, 5), place)
    full, zero = Score("1.1.1", "full", Decimal(10), place), Score("1.1.1", "zero", Decimal(0), place)
    record = Record(place, entries=(first, second), scores=(full, zero))
    assert record.entry("a.b") is first and record.value("a.b") == "甲" and record.score("1.1.1") is full
    assert record.entry("a.c") is None and record.value("a.c") is None and record.score("1.1.2") is None
