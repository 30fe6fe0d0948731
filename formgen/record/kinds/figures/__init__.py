"""Figures of every kind: read from Chinese characters, written in capitals, and checked by their check characters."""
