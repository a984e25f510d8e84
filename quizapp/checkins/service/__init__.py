"""Verbs of the door: record, undo, walk in, count a crowd."""
