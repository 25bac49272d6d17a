"""The kinds of odd sites, by what is odd about them."""
