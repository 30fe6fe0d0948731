"""Values about persons: the documents that prove who they are, and their names."""
