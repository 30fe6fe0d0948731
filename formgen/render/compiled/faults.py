"""What happens after a fault in the compiled way: the paper is laid out whole, and the reason is reported.

The whole layout needs nothing from this folder. So a paper can still be made, whatever goes wrong here.
"""

from __future__ import annotations

from formgen.foundation.errors import FormgenError, ProofError, fault_place


def reason_of(fault: Exception) -> str:
    """The reason why the paper is laid out whole, in Chinese.

    For a ProofError it is the message of the fault. For a fault of the program it is the place where it happened, without
    the message of the fault, because that may quote a value. Raises the fault again if the whole layout would fail in the
    same way: no memory is left, or the machine or the template lacks something. Those faults have messages of their own.
    """
    if isinstance(fault, ProofError):
        return str(fault)
    if isinstance(fault, MemoryError | FormgenError):
        raise fault
    return f"程序内部错误（{fault_place(fault)}）"
