"""Warns about the parts of a paper that offices fill in: it says whether these parts are printed or left blank.

An applicant hands in its papers before any office has written on them. So a dossier and a packet leave these parts blank,
even if the record already contains the opinions of the offices. A single form prints everything that the record says.
"""

from __future__ import annotations

from collections.abc import Iterable

from formgen.foundation.problems import Problem, warning
from formgen.pipeline.examining import Examined
from formgen.record.labels import field_labels
from formgen.scheme.models import Form, Scheme

NAMED = 3
"""How many fields of the offices a message names."""


def offices_parts(
    scheme: Scheme, examined: Examined, forms: Iterable[Form], printed: bool, blank: str = ""
) -> tuple[Problem, ...]:
    """Warnings about the fields of offices on these forms that the record fills in; none if it fills in none.

    printed  True if these forms print the values of these fields
    blank    the name of the paper that leaves them blank, in Chinese; empty if there is none
    """
    record = examined.record
    offices = scheme.office_fields_on(forms)
    said = [] if record is None else [entry for entry in record.entries if entry.field in offices]
    if not said:
        return ()
    labels, place = field_labels(scheme), said[0].place
    names = [labels[entry.field] for entry in said]
    listed = "、".join(f"「{name}」" for name in names[:NAMED]) + ("等" if len(names) > NAMED else "")
    found = []
    if printed:
        message = f"由有关部门填写的 {len(names)} 栏（{listed}）按数据印在表上了"
        remedy = "申报用的表这些栏应当留空，请从数据里去掉；部门已经审核、要印出来的，不必理会"
        found.append(warning("office.printed", "", place, message, remedy))
    if blank:
        message = f"由有关部门填写的 {len(names)} 栏（{listed}）在{blank}里留空，没有印"
        found.append(warning("office.left-blank", "", place, message, "确要印出来的，加上 --with-opinions"))
    return tuple(found)
