"""The commands of the web door."""
