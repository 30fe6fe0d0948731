"""Signing on: an office's reverse proxy has asked who somebody is, and says it in a header that only the proxy may send."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from formgen.foundation.errors import UsageError

MOST_NAME = 128
"""The most characters of a name with which somebody signs on."""


@dataclass(frozen=True, slots=True)
class SignOn:
    """The header with the name of who has signed on, and the addresses of the proxies that may send it."""

    header: str
    proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

    def name(self, scope: Scope) -> str | None:
        """The name with which the sender of a request has signed on; None if no proxy of ours says so, exactly once."""
        client = scope.get("client")
        if client is None or not self._is_proxy(client[0]):
            return None
        said = Headers(scope=scope).getlist(self.header)
        if len(said) != 1:
            return None
        try:
            name = said[0].encode("latin-1").decode("utf-8").strip()
        except UnicodeError:
            return None
        return name if 0 < len(name) <= MOST_NAME else None

    def _is_proxy(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)  # an IPv4 address as a socket of both kinds tells it
        return any((mapped or address) in one for one in self.proxies)


def sign_on(header: str | None, proxies: Sequence[str]) -> SignOn | None:
    """How people sign on; None if they don't. Raises UsageError for a header without proxies, or an address that is none."""
    if header is None:
        if proxies:
            raise UsageError("写了 --proxy，没有写 --trusted-header；两个要一起写")
        return None
    if not proxies:
        raise UsageError("--trusted-header 要和 --proxy 一起写：只相信这些地址的代理服务器送来的登录名")
    if not header.isascii() or not header.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"「{header}」不能作请求头的名字；例如写 X-Remote-User")
    networks = []
    for one in proxies:
        try:
            networks.append(ipaddress.ip_network(one, strict=False))
        except ValueError:
            raise UsageError(f"--proxy「{one}」不是地址；例如写 10.0.0.5 或 10.0.0.0/24") from None
    return SignOn(header, tuple(networks))
