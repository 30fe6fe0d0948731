"""What the words of a returned file are, however Word or another program wrote them."""
