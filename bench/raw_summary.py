"""The same totals as a run's, in the plainest SQL that a person would write: what compiling is measured against.

Two steps, as perf.md 2 found fastest: sums by (union above, block, level, indicator), then the whole, levels, blocks
and each union in between; of this year and the year before. No kinds of empty, no ratios, nothing stored.
"""

import time

from django.db import connection

CELLS = """
CREATE TEMPORARY TABLE raw_cell AS
SELECT o.cycle_id, substr(o.unit_path, 1, length(o.unit_path) - 6) AS above, o.block_key, o.level, f.indicator_id,
       SUM(f.value) AS value, COUNT(f.value) AS units
FROM reports_obligation o
JOIN reports_report r ON r.obligation_id = o.id
JOIN reports_figure f ON f.revision_id = r.accepted_revision_id
WHERE o.cycle_id IN ({cycles}) AND o.cause IN ('assigned', 'closing')
GROUP BY 1, 2, 3, 4, 5
"""
ROLLED = "SELECT cycle_id, {key}, indicator_id, SUM(value), SUM(units) FROM raw_cell {where} GROUP BY 1, 2, 3"


def raw_seconds(cycles: list[int]) -> float:
    """Seconds that the plain SQL takes, its answer read."""
    depths = [12, 18, 24]
    wanted = [("'total'", ""), ("level", ""), ("block_key", "")]
    wanted += [(f"substr(above, 1, {n})", f"WHERE length(above) >= {n}") for n in depths]
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(CELLS.format(cycles=", ".join(map(str, cycles))))
        for key, where in wanted:
            cursor.execute(ROLLED.format(key=key, where=where))
            while cursor.fetchmany(5000):
                pass
        cursor.execute("DROP TABLE raw_cell")
    return time.perf_counter() - start
