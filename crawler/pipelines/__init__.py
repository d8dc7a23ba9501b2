"""Pipelines: one verb each."""
