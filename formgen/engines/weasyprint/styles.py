"""The style of a laid-out box as the program sees it: the few properties that are read, and the features of faces asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, get_args, overload


class Length(Protocol):
    """A length in CSS px."""

    value: float


_FontFeature = Literal[
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
]
"""The properties that ask for features of a face, in the order in which WeasyPrint gives them to `font_features`."""


class BoxStyle(Protocol):
    """The computed style of a box: only the properties that are read here."""

    @overload
    def __getitem__(self, name: Literal["line_height"], /) -> Length | Literal["normal"]: ...
    @overload
    def __getitem__(self, name: Literal["text_indent"], /) -> Length: ...
    @overload
    def __getitem__(self, name: Literal["font_family"], /) -> Sequence[str]: ...
    @overload
    def __getitem__(self, name: Literal["font_size"], /) -> float: ...
    @overload
    def __getitem__(self, name: Literal["text_align_all"], /) -> str: ...
    @overload
    def __getitem__(self, name: Literal["text_decoration_line"], /) -> object: ...
    @overload
    def __getitem__(self, name: _FontFeature, /) -> str | Sequence[str]: ...


def features_of(style: BoxStyle) -> str:
    """What a style asks of the features of its faces, as WeasyPrint gives it to Pango (`kern 0,liga 0`); empty for nothing."""
    from weasyprint.text.fonts import font_features

    asked = font_features(*(style[name] for name in get_args(_FontFeature)))
    return ",".join(f"{name} {value}" for name, value in asked.items())
