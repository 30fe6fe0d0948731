"""From blanks to proposals: labels, kinds and ids of their own."""
