"""What a deployment may choose: environment variables in, one checked record out."""
