"""The truth that the data set is written from: frontier, history and records."""
