"""The nearest open door: by shared location, by town or by country, with filters, three at a time."""
