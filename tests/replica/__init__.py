"""Both sites on loopback, behind their own names."""

from tests.replica.replica import Replica

__all__ = ["Replica"]
