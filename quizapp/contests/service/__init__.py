"""What can be done to contests and attempts, a verb a file."""
