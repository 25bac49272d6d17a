"""The `gleaner` command: thin functions that open a home, call one room, and print what it says."""
