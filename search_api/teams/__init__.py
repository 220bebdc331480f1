"""Whole teams: the best set of parties for a listing that needs several roles at once, why, and what leaves none."""
