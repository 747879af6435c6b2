"""A template set: what it inherits, its habits, its catalogue of indicators."""
