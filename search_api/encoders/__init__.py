"""Encoders as an operator handles them: which there are, which is in use, which of two is better, and training one of one's own."""
