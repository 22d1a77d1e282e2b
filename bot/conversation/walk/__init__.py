"""The options walk as people meet it: questions with buttons, the outcome with its reasons, the comparison of countries."""
