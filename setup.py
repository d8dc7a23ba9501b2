"""Builds the egg that scrapyd takes; what goes into it stands in pyproject.toml. Nothing else needs the project to be built."""

from setuptools import setup

setup()
