"""The commands, one module each: options in, exit code out. Only here and in `cli` is click known."""
