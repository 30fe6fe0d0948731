"""What the program needs of the operating system, where systems differ: locks on files, groups of processes."""
