"""The lines in the head of every answer: nothing from elsewhere may run or be shown, and nothing is kept by the browser."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""What a page may load: our own pictures, style and script. No inline script or style runs."""
HEADS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # A page's own <meta name="referrer"> narrows this to `same-origin`: with `no-referrer`, a browser sends `Origin: null` with
    # our own forms, and over plain http in an office's network nothing else says where a form comes from.
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def with_heads(send: Send) -> Send:
    """A function that sends answers with these lines in their heads."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADS:
                headers[name] = value
        await send(message)

    return sending
