"""What changes a room: making it, joining, answering, hosting, moving to another phone."""
