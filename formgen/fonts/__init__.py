"""Reads and makes fonts of PDFs and their parts: TrueType programs, widths, the meanings of character codes, deflated streams.

`render` makes fonts with this package; `dossier` reads and makes them. The modules, each based on those before it:

    truetype    reads a TrueType program, ours or a stranger's: `TrueType`, `Glyph`
    cmap        reads which glyph a TrueType program has for which character
    deflated    streams that are joined from pieces, each piece deflated once
    faces       the faces of `fonts/`: every glyph read, checked and deflated when it is first asked for
    subsets     writes a small TrueType program from some glyphs of a face
    glyphs      which glyphs of a face are drawn, and which characters they stand for
    meanings    writes and reads ToUnicode CMaps
    objects     writes a whole font as the objects of a PDF, with its W array
    embedded    reads what a PDF says about a font: W arrays, CIDToGIDMap

fontTools could do most of this, and the tests compare this package with fontTools. But fontTools takes 430 ms for a font of 250
characters, and this package takes about 1 ms. To fill in the forms of one enterprise, about eight such fonts are needed.
"""
