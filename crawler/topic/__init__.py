"""What the data set is about: a judge of texts, explained by its evidence."""
