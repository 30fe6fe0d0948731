"""What stands in one place of a returned file: less the words of the form, and less what people type beside a value."""
