"""Finds comments in an office file: they stand beside the pages, and the pages of the dossier do not show them."""

from __future__ import annotations

import re

from formgen.dossier.evidence.office.xml_parts import Attributes, Watcher, watch

PARTS = re.compile(
    r"word/comments\d*\.xml|xl/(?:comments[^/]*|comments/[^/]*|threadedComments/[^/]*)\.xml|ppt/comments/[^/]*\.xml|content\.xml"
)
COMMENTS = frozenset({"comment", "threadedComment", "cm", "annotation"})
"""The elements of one comment in Word, Excel, PowerPoint and OpenDocument."""


def has_comments(content: bytes) -> bool:
    """True if an office file of today has comments. Old binary files and RTF can't be searched in this way."""
    found = _Comments()
    watch(content, PARTS, found)
    return found.are_there


class _Comments(Watcher):
    are_there = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.are_there |= name in COMMENTS
