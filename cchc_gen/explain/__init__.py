"""Answer "why this number?" and "what if it were another?": as values, as text, as JSON."""
