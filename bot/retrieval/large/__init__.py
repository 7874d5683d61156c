"""What only a large library needs: the same ranking, for up to millions of passages."""
