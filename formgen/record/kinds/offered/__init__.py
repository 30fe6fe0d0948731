"""Values that are one of a few texts: towns and choices, by the words that people write for them."""
