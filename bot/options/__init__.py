"""WHAT IS POSSIBLE: a person's answers and a country's options -> what to ask next, and what applies, may apply or doesn't.

Plain values in, plain values out; the day is passed in. Nothing of a person is kept anywhere in this room.
"""
