"""Asking the sites: which requests leave, when, through which client, and what it is called when one fails."""
