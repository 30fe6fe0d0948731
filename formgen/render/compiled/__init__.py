"""Compiled filling: a form laid out once, then only its values written, as Word and as PDF.

    template ─► laid out whole, with a mark in every slot (compiling, places)
             ─► static pieces kept deflated, slots kept as places (compiled, cached on disk)
    texts    ─► set into lines as Pango sets them (typeset), with fonts of their own (fonts)
             ─► written between the static pieces (filling, objects)

The whole layout stays the reference: what is not surely the same is handed to it, with the reason.
"""
