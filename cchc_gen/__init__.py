"""cchc-gen: Vietnamese administrative-reform reports, from facts to a ready-to-sign DOCX."""

__version__ = "0.1.0"
