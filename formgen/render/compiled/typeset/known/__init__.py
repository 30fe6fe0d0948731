"""Known characters: lines of Chinese text set from what was learnt of its characters, without asking Pango each time.

The rest of the program uses one function of this room, `text.known_text`, and three members of what it gives:

    known = known_text(stack, size, text)      # raises Doubt for characters that may not stand by themselves
    known.piece(start, width)                  # the text that a line of this width holds; None: ask Pango
    known.widest, known.longest                # bounds; they may show that a text fits before any line is set

`docs/known-characters.md` explains with an example how this works, what it saves, and how to measure that again.
The modules, from the ground up: `looks` asks Pango, `words` knows Latin words and figures, `characters` knows characters, and
`text` puts lines together.
"""
