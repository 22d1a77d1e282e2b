"""What happened: a log that is harmless to the people in it, its retention and the reports over it."""
