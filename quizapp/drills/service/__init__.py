"""Verbs of a drill: plan, mark, command, count."""
