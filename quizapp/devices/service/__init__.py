"""What may be done with devices, by verb."""
