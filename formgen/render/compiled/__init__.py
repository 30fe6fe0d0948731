"""Forms compiled once and filled many times: the fast way to what the rest of `formgen.render` makes whole."""
