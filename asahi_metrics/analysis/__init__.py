"""Formulas as pure functions: figures in, figures out."""
