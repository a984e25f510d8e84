"""What can break under a running server, and what must hold all the same."""
