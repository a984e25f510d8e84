"""Small pure tools that every room may use: time, ids, text, numerals, periods.

What belongs here has no input or output, knows no table and no HTTP, and is used by at least two rooms.
"""
