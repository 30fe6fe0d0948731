"""What the process loads of which the working processes are copies. It is imported there, and nowhere else.

What was loaded is left out of the search for garbage, which would copy its memory into every process.
"""

import gc

from formgen.web.work import doing as doing

gc.freeze()
