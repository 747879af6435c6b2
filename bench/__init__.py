"""Measurements that the project speaks of: each is a ratio of things run side by side in one run."""
