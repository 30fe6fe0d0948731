"""The enterprises in a source: their identities, and their folders, which do not depend on the order of the rows."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.batch.packing import pack, unpack
from formgen.batch.roster import TWICE, Roster
from formgen.foundation.delivery import folder_name
from formgen.scheme.models import Scheme
from tests.batch.sources import TOWNS, batch, enterprise, results, tree, write
from tests.cli.runs import SAMPLES
from tests.sweeps import some_of

CODES = ("91320585990000017D", "913205859900000258", "")
names = st.sampled_from(("太仓甲有限公司", "太仓Ab有限公司", "太仓aB有限公司", "太仓甲有限公司（沙溪镇）", "a/b", " "))
enterprises = st.lists(st.tuples(names, st.sampled_from((*TOWNS, "")), st.sampled_from(CODES)), max_size=8)


def roster(scheme: Scheme, path: Path, said: list[dict[str, object]]) -> Roster:
    path.write_text("".join(json.dumps(one) + "\n" for one in said), encoding="utf-8")
    return Roster(scheme, path)


@settings(max_examples=some_of(40))
@given(said=enterprises, data=st.data())
def test_folders_are_apart_and_the_same_in_any_order(
    scheme: Scheme, tmp_path_factory: object, said: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    path = Path(tmp_path_factory.mktemp("roster")) / "数据.jsonl"  # type: ignore[attr-defined]
    first = roster(scheme, path, [enterprise(*one) for one in said])
    folders = [one.folder.casefold() for one in first.entrants if one.folder]
    assert len(set(folders)) == len(folders) and all(folder_name(one.folder) for one in first.entrants if one.folder)
    assert len({one.identity for one in first.entrants}) == len(said) == len(first.entrants)
    if any(one.again for one in first.entrants):
        return  # if two have the same code, the order decides which one comes first
    other = roster(scheme, path, [enterprise(*one) for one in data.draw(st.permutations(said))])
    assert {one.identity: one.folder for one in other.entrants if "place" not in one.identity} == {
        one.identity: one.folder for one in first.entrants if "place" not in one.identity
    }


def test_what_was_read_comes_back_as_it_was(scheme: Scheme) -> None:
    found = Roster(scheme, SAMPLES)
    assert len(found.entrants) == 6
    for entrant, packed in found.packed():
        read = unpack(packed)
        assert read.place == entrant.place and read.name == entrant.shown
        assert read == unpack(pack(read)) and read.record is not None
    found.close()


def test_same_named_enterprises_have_folders_of_their_own(tmp_path: Path, scheme: Scheme) -> None:
    name = "太仓同名有限公司"
    said = [enterprise(name, "沙溪镇", CODES[0]), enterprise(name, "沙溪镇", CODES[1]), enterprise("太仓单名有限公司")]
    found = roster(scheme, tmp_path / "数据.jsonl", said)
    assert [one.folder for one in found.entrants] == [
        f"{name}（{CODES[0]}）",
        f"{name}（{CODES[1]}）",
        "太仓单名有限公司",
    ]


def test_of_two_with_one_code_the_first_is_made_and_the_other_told(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    write(data, "1", enterprise("太仓先有限公司", "沙溪镇", CODES[0]))
    write(data, "2", enterprise("太仓后有限公司", "沙溪镇", CODES[0]))
    done = batch(data, out, "--jobs", "1")
    assert done.exit_code == 1 and [one["state"] for one in results(out).values()] == ["完成", "有错误"]
    assert TWICE in {problem["code"] for problem in results(out)["2.json"]["problems"]}
    assert {path.partition("/")[0] for path in tree(out) if "/" in path} == {"太仓先有限公司"}
    assert "上次有" not in batch(data, out, "--jobs", "1").stderr
