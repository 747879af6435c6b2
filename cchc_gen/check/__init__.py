"""Contradictions between figures, and the waivers that accept them."""
