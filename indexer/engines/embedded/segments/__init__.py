"""Segments: immutable tables of units with their facts and vectors, written once, mapped into memory, and merged."""
