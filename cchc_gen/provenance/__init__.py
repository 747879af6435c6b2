"""Where a Word file comes from: the manifest that it carries, and what became of its text since."""
