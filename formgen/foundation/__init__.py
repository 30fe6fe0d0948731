"""What every room stands on: the errors, the findings about a user's data, the program's own folders, the files for the user."""
