"""The clock of a place: its country's, or in the countries of several clocks that of the nearest known town.

Some towns a clock, from general knowledge, are enough to tell Tijuana from Mexico City: clocks follow states, and near
their borders the answer may be an hour off.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.records import Country, Point

_TOWNS: Mapping[str, Mapping[str, tuple[tuple[float, float], ...]]] = {  # country: clock: towns (latitude, longitude)
    "MX": {
        "America/Tijuana": (
            (32.53, -117.03), (32.63, -115.45), (31.87, -116.60), (30.53, -115.93), (31.02, -114.84),
        ),
        "America/Hermosillo": (
            (29.09, -110.96), (31.31, -110.94), (32.45, -114.77), (31.31, -113.53), (30.71, -112.15),
            (27.49, -109.94),
        ),
        "America/Mazatlan": (
            (24.14, -110.31), (24.80, -107.39), (23.24, -106.41), (25.79, -108.99), (21.50, -104.89),
            (27.34, -112.27),
        ),
        "America/Ciudad_Juarez": (
            (31.69, -106.42),
        ),
        "America/Chihuahua": (
            (28.63, -106.09), (30.42, -107.91),
        ),
        "America/Ojinaga": (
            (29.56, -104.41),
        ),
        "America/Matamoros": (
            (25.87, -97.50), (26.09, -98.28), (27.48, -99.51), (28.70, -100.52), (29.32, -100.93),
        ),
        "America/Cancun": (
            (21.16, -86.85), (18.50, -88.30), (20.21, -87.46),
        ),
        "America/Mexico_City": (
            (19.43, -99.13), (20.67, -103.35), (25.67, -100.31), (16.75, -93.12), (14.90, -92.26),
            (20.97, -89.62), (19.84, -90.53), (24.02, -104.66), (25.54, -103.41), (26.91, -101.42),
            (23.74, -99.14), (20.69, -88.20), (20.66, -105.23), (22.77, -102.58),
        ),
    },
    "BR": {
        "America/Rio_Branco": (
            (-9.97, -67.81), (-7.63, -72.67), (-11.00, -68.74),
        ),
        "America/Manaus": (
            (-3.10, -60.02), (-4.26, -69.94), (-7.51, -63.02),
        ),
        "America/Boa_Vista": (
            (2.82, -60.67), (4.48, -61.15),
        ),
        "America/Porto_Velho": (
            (-8.76, -63.90), (-12.74, -60.15), (-10.78, -65.33),
        ),
        "America/Cuiaba": (
            (-15.60, -56.10), (-11.86, -55.51), (-16.07, -57.68), (-15.89, -52.26),
        ),
        "America/Campo_Grande": (
            (-20.44, -54.65), (-19.01, -57.65), (-22.53, -55.72),
        ),
        "America/Sao_Paulo": (
            (-23.55, -46.63), (-25.54, -54.59), (-15.79, -47.88), (-16.69, -49.25), (-1.46, -48.50),
            (-2.44, -54.70), (-22.12, -51.39), (-3.73, -38.53), (-10.18, -48.33), (-30.03, -51.23),
            (-27.10, -52.62), (-20.81, -49.38), (0.03, -51.07), (-17.88, -51.72), (-23.42, -51.94),
        ),
    },
    "EC": {
        "Pacific/Galapagos": (
            (-0.74, -90.31), (-0.90, -89.61),
        ),
        "America/Guayaquil": (
            (-2.19, -79.89), (-0.95, -80.72),
        ),
    },
    "CL": {
        "Pacific/Easter": (
            (-27.15, -109.43),
        ),
        "America/Punta_Arenas": (
            (-53.16, -70.91), (-51.73, -72.51),
        ),
        "America/Santiago": (
            (-33.45, -70.67), (-18.48, -70.32), (-45.57, -72.07), (-41.47, -72.94), (-33.64, -78.83),
        ),
    },
}  # fmt: skip


def time_zone(country: Country, point: Point | None) -> str:
    """The name of the clock at a point of a country, as zoneinfo knows it; the country's own where no point is known."""
    if point is None or country.code not in _TOWNS:
        return country.time_zone
    names, codes = time_zones(country, np.array([point.latitude]), np.array([point.longitude]))
    return names[int(codes[0])]


def time_zones(
    country: Country, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The clocks of a country, and the number of each point's among them. Degrees, shape (n,); NaN: the country's own."""
    towns = [(name, *town) for name, points in _TOWNS.get(country.code, {}).items() for town in points]
    names = tuple(dict.fromkeys([country.time_zone, *(name for name, _, _ in towns)]))
    codes = np.zeros(len(latitudes), dtype=np.intp)
    least = np.full(len(latitudes), np.inf)
    narrow = np.cos(np.radians(latitudes))  # a degree of longitude beside one of latitude
    for name, latitude, longitude in towns:
        apart = (latitudes - latitude) ** 2 + ((longitudes - longitude) * narrow) ** 2
        nearer = apart < least  # never where the point is NaN
        codes[nearer], least[nearer] = names.index(name), apart[nearer]
    return names, codes
