"""What admins read: every figure is a sum of numbers that were published once, each of eleven people or more.

The way of a figure: a week ends -> `publishing` has its events cut (`cells`, `cutting`, `network`) -> the numbers are kept
for good and never change -> `reading` sums them for a period and filters -> `building` gives an `Analysis`, plain data ->
`tables`, `charts` and `export` show it. The events themselves are read by `publishing` alone.
"""
