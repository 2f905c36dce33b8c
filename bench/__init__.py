"""Measures the program beside its floor, the usual way and Dash: ``python -m bench``."""
