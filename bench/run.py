"""`python -m bench.run`: measure pages and the summary as ratios to a floor, and write the README's table.

Options: --units 12000, --full (120,000), --seconds per measurement, --rounds, --evening (the mixed load of the last
evening instead). DATABASE_URL chooses the database, which must be empty; SQLite in a temporary folder unless given.
"""

import argparse
import os
import subprocess
import sys
import tempfile


def environment(folder: str) -> dict[str, str]:
    """What a small production machine would set."""
    return {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DEBUG": "false",
        "SECRET_KEY": "bench-" + "x" * 60,
        "ALLOWED_HOSTS": "127.0.0.1",
        "PORTAL_URL": "https://127.0.0.1",
        "VAR_DIR": folder,
        "STATIC_ROOT": f"{folder}/static",
        "LOG_LEVEL": "ERROR",
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=12_000)
    options.add_argument("--full", action="store_true", help="120,000 units")
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--evening", action="store_true", help="7 submits, 10 forms, 40 pages, 200 autosaves a second")
    chosen = options.parse_args()
    units = 120_000 if chosen.full else chosen.units
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.measure", str(units), str(chosen.seconds), str(chosen.rounds)]
        command += ["evening"] if chosen.evening else []
        raise SystemExit(subprocess.call(command, env=os.environ | environment(folder)))


if __name__ == "__main__":
    main()
