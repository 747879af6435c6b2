"""Sentences, sections, appendix tables and the parts of the official document."""
