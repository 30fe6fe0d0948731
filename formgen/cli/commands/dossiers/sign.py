"""`formgen sign`: signs a bound dossier electronically, in one of the places that `--signature-fields` left."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import quiet_option
from formgen.cli.output import remark, tell
from formgen.foundation.errors import MachineError, UsageError

PASSWORD = "FORMGEN_SIGN_PASSWORD"
"""The environment variable that may hold the password of the key. A password is never an option: options are seen by others."""


@click.command("sign", cls=ChineseCommand)
@click.argument("dossier", type=click.Path(path_type=Path), metavar="材料.pdf")
@click.option("--field", cls=ChineseOption, metavar="位置", help="签在哪个位置；不写就列出各个位置和签了没有")
@click.option(
    "--p12", cls=ChineseOption, type=click.Path(path_type=Path), metavar="文件", help="证书文件（.p12、.pfx）"
)
@click.option(
    "--pkcs11",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="驱动库",
    help="USB Key 厂商的 PKCS#11 驱动库",
)
@click.option("--certificate", cls=ChineseOption, metavar="名称", help="USB Key 里证书的名称，和 --pkcs11 一起用")
@click.option("--token", cls=ChineseOption, metavar="名称", help="USB Key 的名称；只插了一个时不用写")
@click.option(
    "--password-file",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="文件",
    help=f"第一行是证书密码或 PIN 码的文件；也可以放在环境变量 {PASSWORD} 里，都没有就当场输入",
)
@click.option(
    "--picture",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="图片",
    help="显示在这个位置上的图样；图样只是样子，效力在电子签名",
)
@quiet_option
def command(
    dossier: Path,
    field: str | None,
    p12: Path | None,
    pkcs11: Path | None,
    certificate: str | None,
    token: str | None,
    password_file: Path | None,
    picture: Path | None,
) -> int:
    """\b
    在装订好的材料上加电子签名（PAdES），签在装订时用 --signature-fields 留的位置上。
    签名加在文件末尾，装订的内容一个字节也不改，formgen verify 照样能核对。
    不联网，所以不带时间戳；国密（SM2）证书用不了。
    """
    if field is None:
        return _list(dossier)
    key = _key(p12, pkcs11, certificate, token)
    signed = pipeline.sign_dossier(dossier, field, key, _password(password_file), picture)
    tell(signed.path)
    if not signed.with_proof:
        remark("旁边没有装订核对记录（.proof.json），签名前没有核对装订件是不是原样")
    if picture is None:
        remark("没有给图样（--picture），这个位置上看不到什么；签名在阅读软件的签名栏里看")
    remark(f"「{signed.field}」已签名，签名人「{signed.signer}」")
    return 0


def _list(dossier: Path) -> int:
    """List the places of a dossier, and which of them are signed."""
    fields = pipeline.signature_fields(dossier)
    for one in fields:
        tell(f"{one.name}　{'已签' if one.is_signed else '空'}")
    if not fields:
        raise UsageError("这份装订件没有留电子签名的位置，请用 --signature-fields 重新装订")
    return 0


def _key(
    p12: Path | None, pkcs11: Path | None, certificate: str | None, token: str | None
) -> pipeline.KeyFile | pipeline.KeyToken:
    if (p12 is None) == (pkcs11 is None):
        raise UsageError("请写明用哪一个密钥：证书文件（--p12）或 USB Key（--pkcs11），只写一个")
    if p12 is not None:
        if certificate or token:
            raise UsageError("--certificate 和 --token 只和 --pkcs11 一起用")
        return pipeline.KeyFile(p12)
    if pkcs11 is None or not certificate:
        raise UsageError("用 USB Key 时请写明证书的名称（--certificate）")
    return pipeline.KeyToken(pkcs11, certificate, token)


def _password(file: Path | None) -> str:
    """The password of the key: from the file, else from the environment, else asked for on the terminal."""
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except OSError:
            raise MachineError(f"读不了放密码的文件 {file}") from None
        except UnicodeDecodeError:
            raise UsageError(f"放密码的文件 {file} 不是文本文件（UTF-8）") from None
        return lines[0] if lines else ""
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        raise UsageError(f"没有密码：请写 --password-file，或设环境变量 {PASSWORD}")
    return str(click.prompt("证书密码或 PIN 码", hide_input=True, err=True, default="", show_default=False))
