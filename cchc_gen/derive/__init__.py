"""Figures from facts by formula, and the one formatter that prints them."""
