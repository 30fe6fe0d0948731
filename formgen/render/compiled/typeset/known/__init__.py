"""Known characters: sets lines of Chinese text from what was learnt of its characters, without asking Pango each time.

The rest of the program uses one function of this package, `text.known_text`, and three members of its result:

    known = known_text(stack, size, text)      # raises Doubt for characters that may not stand by themselves
    known.piece(start, width)                  # the text that a line of this width holds; None: ask Pango
    known.widest, known.longest                # bounds; they may show that a text fits before any line is set

`docs/known-characters.md` explains with an example how this works, what it saves, and how to measure that again.
The modules, each based on those before it: `looks` asks Pango, `words` knows Latin words and figures, `characters` knows
characters, and `text` puts lines together.
"""
