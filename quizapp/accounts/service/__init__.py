"""What can be done with staff accounts, a file a verb: staff, signing in, passwords, second factor, grants."""
