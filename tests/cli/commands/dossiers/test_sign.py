"""`formgen sign` signs a dossier in the places that were left for it; `formgen verify` tells these signatures."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pikepdf
import pytest

from formgen.cli.commands.dossiers.sign import PASSWORD
from formgen.pipeline import signing
from tests.cli.runs import SAMPLES, formgen
from tests.dossier.proof.seals import keys
from tests.dossier.proof.seals.test_signing import drawing

NAME = "贯标验收材料.pdf"


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished dossier, with a key and the certificate to be trusted beside it."""
    out = tmp_path_factory.mktemp("sign")
    done = formgen(
        "dossier", SAMPLES / "complete.json", "--kind", "acceptance", "--out", out / "材料", "--signature-fields"
    )
    assert done.exit_code == 0, done.stderr
    (folder,) = (out / "材料").iterdir()
    root = keys.root()
    (folder / "seal.p12").write_bytes(keys.leaf(root).p12(root.certificate))
    (folder / "root.pem").write_bytes(root.pem)
    (folder / "password").write_text(f"{keys.PASSWORD}\n", encoding="utf-8")
    (folder / "seal.png").write_bytes(drawing())
    return folder


@pytest.fixture
def folder(bound: Path, tmp_path: Path) -> Path:
    shutil.copytree(bound, tmp_path / "copy")
    return tmp_path / "copy"


def places(folder: Path) -> list[str]:
    done = formgen("sign", folder / NAME)
    assert done.exit_code == 0, done.stderr
    return [line.split("　")[0] for line in done.stdout.splitlines()]


def test_two_signatures_and_what_verify_says(folder: Path) -> None:
    before = (folder / NAME).read_bytes()
    names = places(folder)
    assert len(names) == 3
    for name, picture in zip(names[:2], (("--picture", folder / "seal.png"), ()), strict=True):
        key = ("--p12", folder / "seal.p12", "--password-file", folder / "password")
        done = formgen("sign", folder / NAME, "--field", name, *key, *picture)
        assert done.exit_code == 0, done.stderr
        assert done.stdout == f"{folder / NAME}\n"
        assert f"「{name}」已签名，签名人「{keys.ENTERPRISE}」" in done.stderr
    assert (folder / NAME).read_bytes().startswith(before)
    assert [line.split("　")[1] for line in formgen("sign", folder / NAME).stdout.splitlines()] == [
        "已签",
        "已签",
        "空",
    ]
    done = formgen("verify", folder / NAME, "--sources", SAMPLES, "--trust", folder / "root.pem")
    assert done.exit_code == 0, done.stdout
    assert done.stdout.count(f"签名人「{keys.ENTERPRISE}」") == done.stdout.count("：有效") == 2
    assert "与装订核对记录相符；后面加了 2 个电子签名" in done.stdout and "章" not in done.stdout.replace("盖章", "")
    said = json.loads(formgen("verify", folder / NAME, "--json").stdout)
    assert said["ok"] and [one["outcome"] for one in said["signatures"]] == ["intact", "intact"]
    assert {one["field"] for one in said["signatures"]} == set(names[:2])


def test_the_password_from_the_environment_and_never_on_the_command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = places(folder)[0]
    monkeypatch.setenv(PASSWORD, keys.PASSWORD)
    assert formgen("sign", folder / NAME, "--field", name, "--p12", folder / "seal.p12").exit_code == 0
    monkeypatch.delenv(PASSWORD)
    done = formgen("sign", folder / NAME, "--field", name, "--p12", folder / "seal.p12")
    assert done.exit_code == 2 and "没有密码" in done.stderr
    assert formgen("sign", folder / NAME, "--password", "x").exit_code == 2


def test_what_can_not_be_done_leaves_the_dossier_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, before = places(folder)[0], (folder / NAME).read_bytes()
    monkeypatch.setenv(PASSWORD, keys.PASSWORD)
    key = ("--p12", folder / "seal.p12")
    for arguments, code, words in (
        (("--field", name), 2, "只写一个"),
        (("--field", name, *key, "--pkcs11", folder / "seal.p12"), 2, "只写一个"),
        (("--field", name, *key, "--certificate", "甲"), 2, "只和 --pkcs11"),
        (("--field", name, "--pkcs11", folder / "seal.p12"), 2, "--certificate"),
        (("--field", name, "--pkcs11", folder / "none.so", "--certificate", "甲"), 2, "驱动库"),
        (("--field", "别处", *key), 2, "没有「别处」这个签名位置"),
        (("--field", name, "--p12", folder / "none.p12"), 2, "没有，或太大"),
        (("--field", name, "--p12", folder / "root.pem"), 2, "打不开证书文件"),
        (("--field", name, *key, "--picture", folder / "root.pem"), 2, "图样"),
        (("--field", name, *key, "--password-file", folder / "none"), 4, "放密码的文件"),
        (("--field", name, *key, "--password-file", folder / "seal.png"), 2, "不是文本文件"),
    ):  # fmt: skip
        done = formgen("sign", folder / NAME, *arguments)
        assert (done.exit_code, words in done.stderr) == (code, True), (arguments, done.stderr)
        assert keys.PASSWORD not in done.output
    assert formgen("sign", folder / "没有.pdf", "--field", name, *key).exit_code == 1
    assert formgen("sign", folder / "没有.pdf").exit_code == 1
    assert formgen("verify", folder / NAME, "--trust", folder / "seal.png").exit_code == 2
    assert (folder / NAME).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir() if path.name.endswith(".part")) == []


def test_a_dossier_that_was_altered_is_not_signed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = places(folder)[0]
    monkeypatch.setenv(PASSWORD, keys.PASSWORD)
    with pikepdf.open(io.BytesIO((folder / NAME).read_bytes())) as pdf:
        del pdf.pages[-1]
        pdf.save(folder / NAME)
    done = formgen("sign", folder / NAME, "--field", name, "--p12", folder / "seal.p12")
    assert done.exit_code == 5 and "没有签名" in done.stderr


def test_a_dossier_alone_is_signed_with_a_remark(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who signs may have been sent the dossier without its proof."""
    name = places(folder)[0]
    monkeypatch.setenv(PASSWORD, keys.PASSWORD)
    proof = (folder / NAME).with_suffix(".proof.json")
    kept = proof.read_bytes()
    proof.unlink()
    done = formgen("sign", folder / NAME, "--field", name, "--p12", folder / "seal.p12")
    assert done.exit_code == 0 and "没有装订核对记录" in done.stderr
    proof.write_bytes(kept)
    assert formgen("verify", folder / NAME).exit_code == 0


def test_a_dossier_without_places_says_how_to_get_them(folder: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(folder / "别的.pdf")
    done = formgen("sign", folder / "别的.pdf")
    assert done.exit_code == 2 and "--signature-fields" in done.stderr


def test_a_full_disk_leaves_the_dossier_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, before = places(folder)[0], (folder / NAME).read_bytes()
    monkeypatch.setenv(PASSWORD, keys.PASSWORD)

    def full(*_: object) -> None:
        raise OSError(28, "")

    monkeypatch.setattr("os.replace", full)
    done = formgen("sign", folder / NAME, "--field", name, "--p12", folder / "seal.p12")
    assert done.exit_code == 4 and "磁盘已满" in done.stderr
    assert (folder / NAME).read_bytes() == before
    assert signing.signature_fields(folder / NAME)[0].is_signed is False
