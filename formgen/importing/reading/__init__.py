"""What a strange Word file is turned into before its text is read: usual names of its parts, boxes as characters."""
