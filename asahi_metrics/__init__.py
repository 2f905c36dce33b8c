"""Asahi Metrics: the district dashboard of a Japanese ward office."""

__version__ = "0.1.0"
