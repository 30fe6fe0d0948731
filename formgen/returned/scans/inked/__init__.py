"""What stands on a scanned page besides its print: coloured ink, seals, pen strokes; and the dots of a screen."""
