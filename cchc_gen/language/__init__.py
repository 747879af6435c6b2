"""The one small language: expressions, their values and intervals, texts with slots."""
