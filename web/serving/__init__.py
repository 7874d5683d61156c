"""Serving it: connections with deadlines, and the processes that hold them."""
