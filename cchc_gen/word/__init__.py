"""Word files: what a template may hold, how it is filled, how the result is verified."""
