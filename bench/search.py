"""`python -m bench.search`: how long the search takes over 100,000 documents; DATABASE_URL names an empty PostgreSQL.

Documents are written straight into the tables (publishing each by the rules would take hours); the rows of the search
come from the portal's own `rebuild`. Prints a line for each query: median and worst of seven, in milliseconds, for the
clerk of the issuing union and for the officer of a unit that received every hundredth document; fails where a median
reaches 200 ms.
"""

import argparse
import os
import subprocess
import sys
import tempfile

from bench.run import environment


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=100_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.searching", str(chosen.documents)]
        raise SystemExit(subprocess.call(command, env=os.environ | environment(folder)))


if __name__ == "__main__":
    main()
