"""What every stop of the pipe speaks: diagnostics, values, periods, Vietnamese writing, safe files."""
