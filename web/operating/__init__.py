"""For those who look after it: the log, counts, health, and what people could not find."""
