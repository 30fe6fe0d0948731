"""Writes into a Word file what it was issued as: scheme, form and version of the template; and reads this when it returns.

It stands in the file's custom properties (docProps/custom.xml; ECMA-376, part 1, 22.3), which Word, WPS and LibreOffice keep when
they save, also in other formats. Nobody is named there, and nothing of a record.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from formgen.foundation.errors import DefinitionError
from formgen.render.word.fill import read_template
from formgen.render.word.package import DOCUMENT, PackagePart, WordPackage
from formgen.scheme.models import Form, Scheme

CUSTOM, TYPES, RELATIONS = "docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The format of all custom properties, fixed by the standard."""
_FIRST_NUMBER = 2
NAMES = ("formgen-scheme", "formgen-scheme-title", "formgen-form", "formgen-template")
"""The names of the properties, in the order of the attributes of `IssuedForm`."""
SHOWN = 32
"""How many hexadecimal digits of the digest are written: enough to tell versions apart."""


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """What a Word file was issued as.

    scheme    the scheme's id
    title     the scheme's title, for messages
    form      the form's id
    template  the digest of the form's template: another version has another one
    """

    scheme: str
    title: str
    form: str
    template: str

    def is_of(self, scheme: Scheme) -> bool:
        """True if it is a form of this scheme, whose folder or title may have another name now."""
        return self.scheme == scheme.id or self.title == scheme.title


def issued_form(scheme: Scheme, form: Form) -> IssuedForm:
    """What a form of this scheme is issued as. Raises DefinitionError where its template is missing or no Word file."""
    return IssuedForm(scheme.id, scheme.title, form.id, _digest(read_template(form.template)))


@lru_cache(maxsize=64)
def _digest(template: WordPackage) -> str:
    return hashlib.sha256(template.part(DOCUMENT)).hexdigest()[:SHOWN]


@lru_cache(maxsize=64)
def with_issued(package: WordPackage, issued: IssuedForm) -> WordPackage:
    """The Word file with these properties; others that it has are kept. Raises DefinitionError if a part is lacking or no XML."""
    parts = {part.name: part for part in package.parts}
    if CUSTOM in parts:
        root = package.tree(CUSTOM)
        for element in [one for one in root if one.get("name") in NAMES]:
            root.remove(element)
    else:
        root = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap={None: _PROPERTIES, "vt": _VALUES})
    number = max([_FIRST_NUMBER - 1, *(int(pid) for one in root if (pid := one.get("pid", "")).isdigit())])
    values = (issued.scheme, issued.title, issued.form, issued.template)
    for name, value in zip(NAMES, values, strict=True):
        number += 1
        element = etree.SubElement(root, f"{{{_PROPERTIES}}}property", fmtid=_FORMAT, pid=str(number), name=name)
        etree.SubElement(element, f"{{{_VALUES}}}lpwstr").text = value
    made = {CUSTOM: root}
    if CUSTOM not in parts:
        types, relations = package.tree(TYPES), package.tree(RELATIONS)
        override = etree.SubElement(types, f"{{{_CONTENT_TYPES}}}Override", PartName=f"/{CUSTOM}")
        override.set("ContentType", _CUSTOM_TYPE)
        taken = {one.get("Id") for one in relations}
        new = next(one for one in (f"rIdIssued{count}" for count in range(len(taken) + 1)) if one not in taken)
        etree.SubElement(relations, f"{{{_RELATIONSHIPS}}}Relationship", Id=new, Type=_RELATION, Target=CUSTOM)
        made |= {TYPES: types, RELATIONS: relations}
    changed = {
        name: replace(parts.get(name, PackagePart(name, b"")), content=_written(tree)) for name, tree in made.items()
    }
    kept = tuple(changed.pop(part.name, part) for part in package.parts)
    return WordPackage(package.name, (*kept, *changed.values()))


def read_issued(package: WordPackage) -> IssuedForm | None:
    """What a returned Word file was issued as; None if it does not say so: it was made by hand, or its properties are gone."""
    try:
        root = package.tree(CUSTOM)
    except DefinitionError:
        return None
    said = {str(one.get("name")): "".join(one.itertext()) for one in root if isinstance(one.tag, str)}
    values = [said.get(name, "") for name in NAMES]
    return IssuedForm(*values) if all(values) else None


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
