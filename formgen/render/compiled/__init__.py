"""Compiled filling: a form is laid out once, and then only its values are written, as Word and as PDF.

    template ─► laid out whole, with a mark in every slot (compiling, places)
             ─► static pieces kept deflated, slots kept as places (compiled, cached on disk)
    texts    ─► set into lines as Pango sets them (typeset), with fonts of their own (fonts)
             ─► written between the static pieces (filling, objects)

The whole layout stays the reference. If it is not sure that the compiled way gives the same paper, the paper is laid out whole,
and the reason is recorded.
"""
