"""Both sites on loopback, behind their own names."""
