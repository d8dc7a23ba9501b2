"""The data set files, written from the store."""
