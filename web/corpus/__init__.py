"""The corpus as the web holds it: a folder in, one frozen state out, read anew when it changes."""
