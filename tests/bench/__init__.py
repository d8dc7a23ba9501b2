"""Benchmarks: each figure is a ratio against its peer or its limit, measured in the same run."""
