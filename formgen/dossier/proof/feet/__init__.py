"""What stands at the foot of a supplied page, where the number of the page will be printed."""
