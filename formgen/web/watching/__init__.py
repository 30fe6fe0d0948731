"""What those who look after a server see of it: whether it is well, counts and times, a log. None of it says what people typed."""
