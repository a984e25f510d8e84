"""What all tests share: real databases, a fixed cast, a clock that stands still, and a visitor with a browser."""
