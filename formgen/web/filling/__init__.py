"""What a person typed in the browser, and the record that it makes."""
