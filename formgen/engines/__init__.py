"""The only access to the engines, such as WeasyPrint with pydyf, and Pango with the libraries that it needs.

No other package calls an engine. The parts of an engine that the program uses have types here. So if a new version of an
engine is built differently, only this package must change. `versions` says which versions this machine really loads.
"""
