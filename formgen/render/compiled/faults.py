"""What becomes of a fault of the compiled way: the paper is laid out whole, and the reason is told.

The whole layout does without everything in this folder, so whatever goes wrong here is no reason to make no paper.
"""

from __future__ import annotations

from formgen.errors import FormgenError, ProofError, fault_place


def reason_of(fault: Exception) -> str:
    """Why the paper is laid out whole: of what kind the fault is and where it happened, never its own words, which may quote a
    value.

    Raises the fault again where another way would end alike: no memory is left, or the machine or the template lacks something,
    which has a message of its own.
    """
    if isinstance(fault, ProofError):
        return str(fault)
    if isinstance(fault, MemoryError | FormgenError):
        raise fault
    return f"程序内部错误（{fault_place(fault)}）"
