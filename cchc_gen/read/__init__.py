"""YAML in: raw text with positions, the slips that broke it, typed fields of one mapping."""
