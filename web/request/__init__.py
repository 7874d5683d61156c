"""What accompanies every request: limits, headers, and what it came to."""
