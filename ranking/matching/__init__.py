"""Matching: two listings, what each asks of the other, how well they fit in either direction, and why."""
