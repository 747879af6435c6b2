"""Many reports in one run: which files, where each goes, who works, and what came of it."""
