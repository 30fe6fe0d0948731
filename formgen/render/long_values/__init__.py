"""Long values: how much room a form has for them, and how it is changed to hold them (rows, letters, continuation sheets)."""
