"""Who do we watch? Sources and their channels as data, bundled and the user's own."""
