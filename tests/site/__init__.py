"""A local web of odd sites: real servers on loopback, whose pages tests write and change."""
