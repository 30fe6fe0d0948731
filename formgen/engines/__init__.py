"""The doors to the engines: WeasyPrint with pydyf, and Pango with what it stands on.

Each engine is touched here and nowhere else: what the house uses of its insides has a type here, and a version of the engine
that is built otherwise is met in one place. `versions` says which versions this machine really loads.
"""
