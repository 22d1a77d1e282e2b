"""python -m benchmarks [NAME …]: runs all benchmarks, or those named."""

from __future__ import annotations

import subprocess
import sys

NAMES = ("knowledge", "starting", "understanding", "throughput", "places", "usage")


def main(names: list[str]) -> int:
    for name in names or NAMES:
        print(f"\n=== {name} ===", flush=True)
        code = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
