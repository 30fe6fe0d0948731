"""What fonts in a PDF are made of: TrueType programs, widths, the meanings of character codes, deflated streams.

`render` makes fonts here, `dossier` reads fonts and makes them. The modules, from the ground up:

    truetype    reads a TrueType program, ours or a stranger's: `TrueType`, `Glyph`
    cmap        reads which glyph a TrueType program has for which character
    deflated    streams that are joined from pieces, each piece deflated once
    faces       the faces of `fonts/`: every glyph read, checked and deflated when it is first asked for
    subsets     writes a small TrueType program from some glyphs of a face
    glyphs      which glyphs of a face are drawn, and which characters they stand for
    meanings    ToUnicode CMaps, written and read
    widths      W arrays, written
    objects     a whole font, as the objects of a PDF
    embedded    reads what a PDF says of a font: W arrays, CIDToGIDMap

fontTools could do most of this, and the tests hold this room to fontTools. But it takes 430 ms for a font of 250 characters, where
this room takes about 1 ms, and filling the forms of one enterprise needs about eight such fonts.
"""
