"""WHAT TO CARRY: a release -> one light page to keep, print or show, and the code that tells whether it still holds.

Plain values in, plain values out; the day is passed in. A page says nothing about the person who carries it.
"""
