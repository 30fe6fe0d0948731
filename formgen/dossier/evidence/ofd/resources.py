"""Reads the resources of an OFD: fonts, colour spaces, drawing parameters, pictures and composite units (GB/T 33190, 7.9).

The ID of a resource is valid in the whole document. A page may have its own resources, which replace others with the same ID.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace

from formgen.dossier.evidence.ofd.colours import ColourSpace, read_space
from formgen.dossier.evidence.ofd.package import OfdPackage
from formgen.dossier.evidence.ofd.values import Node


@dataclass(frozen=True, slots=True)
class FontResource:
    """A font that a text may name.

    name  its name and the name of its family, as the file writes them
    path  the path of the part with its font program; None if the file does not embed it
    """

    name: str
    path: str | None
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """An element of a part, and the folder to which the places in this element are relative."""

    node: Node
    folder: str


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources of a document or of a page, by their IDs.

    fonts          the fonts
    spaces         the colour spaces
    parameters     the drawing parameters
    pictures       the paths of the pictures; None if the file does not hold the picture
    units          the composite units
    default_space  the colour space of colours that name none
    """

    fonts: dict[str, FontResource] = field(default_factory=dict)
    spaces: dict[str, ColourSpace] = field(default_factory=dict)
    parameters: dict[str, Node] = field(default_factory=dict)
    pictures: dict[str, str | None] = field(default_factory=dict)
    units: dict[str, Located] = field(default_factory=dict)
    default_space: ColourSpace = field(default_factory=ColourSpace)

    def copy(self) -> Resources:
        """A copy, to which a page may add its own resources."""
        return Resources(
            dict(self.fonts),
            dict(self.spaces),
            dict(self.parameters),
            dict(self.pictures),
            dict(self.units),
            self.default_space,
        )

    def with_default(self, space: str | None) -> Resources:
        """The same resources with another default colour space.

        space  the ID of the colour space. If it is None or unknown, the default stays as it is, which is RGB at first
        """
        found = self.spaces.get(space) if space else None
        return replace(self, default_space=found) if found else self

    def add(self, package: OfdPackage, place: str, folder: str) -> None:
        """Add the resources that a part defines. place, folder: as in `OfdPackage.find`.

        Raises RefusedError for a part that can't be read.
        """
        root, own = package.xml(place, folder)
        base = posixpath.join(own, (root.get("BaseLoc") or "").replace("\\", "/").strip("/"))
        for group in root:
            for node in group:
                self._add(package, node, base, own)

    def _add(self, package: OfdPackage, node: Node, base: str, own: str) -> None:
        key = node.get("ID")
        if key is None:
            return

        def located(place: str | None) -> str | None:
            if not place:
                return None
            return package.find(place, base) or package.find(place, own)

        match node.name:
            case "Font":
                name = " ".join(filter(None, (node.get("FontName"), node.get("FamilyName"))))
                bold, italic = node.flag("Bold", False), node.flag("Italic", False)
                self.fonts[key] = FontResource(name, located(node.said("FontFile")), bold, italic)
            case "ColorSpace":
                self.spaces[key] = read_space(node)
            case "DrawParam":
                self.parameters[key] = node
            case "MultiMedia":
                if (node.get("Type") or "Image").casefold() == "image":
                    self.pictures[key] = located(node.said("MediaFile"))
            case "CompositeGraphicUnit" | "CompositeGraphUnit":
                self.units[key] = Located(node, own)
