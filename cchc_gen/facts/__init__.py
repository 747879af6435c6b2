"""What a unit states, bound to the catalogue: figures, documents, free text, the unit itself."""
