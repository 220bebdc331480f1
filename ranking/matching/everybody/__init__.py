"""Everybody at once: the scores of every listing of one kind with every one of another, as arrays, and the lists that are kept of them."""
