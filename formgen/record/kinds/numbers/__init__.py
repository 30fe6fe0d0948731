"""Numbers and amounts: how people write them, in figures, in Chinese characters, and with units."""
