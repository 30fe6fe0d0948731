"""What is refused before a page is asked, and what stands in the head of every answer."""
