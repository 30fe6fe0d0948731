"""How quick the web door is: what is typed stands on the page, and fifty people at once are answered."""
