"""Do we have it already? Addresses, texts and titles compared; pure functions, no database, no network."""
