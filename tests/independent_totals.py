"""Totals reckoned from the CSV of export_figures alone: plain csv and Decimal, nothing of the portal.

`python -m tests.independent_totals FILE` prints them as JSON; they must equal those that the portal stores and prints.
"""

import csv
import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

MEANS = {"E11": "E12"}
RATIOS = {
    "T01": (["A03"], ["A02"], 100),
    "T02": (["B03"], ["A01"], 100),
    "T03": (["C02"], ["C01"], 1),
    "T04": (["C06", "C07"], ["C04", "C05"], 100),
    "T05": (["D02"], ["D01"], 100),
    "T06": (["E02"], ["E01"], 100),
    "T07": (["E05"], ["E04"], 100),
    "T08": (["E10"], ["A01"], 100),
    "T09": (["F04"], ["F03"], 100),
}


def read_units(path: str | Path) -> dict[str, dict]:
    """{unit id: {"block", "level", "values": {indicator: Decimal or None}, "estimated": {indicators}}}."""
    units: dict[str, dict] = {}
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            unit = units.setdefault(
                row["unit_id"], {"block": row["block"], "level": row["level"], "values": {}, "estimated": set()}
            )
            unit["values"][row["indicator"]] = Decimal(row["value"]) if row["value"] != "" else None
            if row["estimated"] == "1":
                unit["estimated"].add(row["indicator"])
    return units


def totals(units: list[dict]) -> dict[str, tuple]:
    """{code: (value or None, units counted, whether any is estimated)} of some units."""
    found: dict[str, tuple] = {}
    values = defaultdict(list)
    for unit in units:
        for code, value in unit["values"].items():
            if value is not None:
                values[code].append(value)
    for code in {code for unit in units for code in unit["values"]} - MEANS.keys():
        marked = any(code in unit["estimated"] for unit in units)
        found[code] = (sum(values[code]) if values[code] else None, len(values[code]), marked)
    for code, weight in MEANS.items():
        pairs = [(u["values"].get(code), u["values"].get(weight)) for u in units]
        pairs = [(v, w) for v, w in pairs if v is not None and w]
        whole = sum(w for _, w in pairs)
        found[code] = (sum(v * w for v, w in pairs) / whole if whole else None, len(pairs), None)
    for code, (above, below, times) in RATIOS.items():
        whole = [u for u in units if all(u["values"].get(c) is not None for c in above + below)]
        over = sum((u["values"][c] for u in whole for c in above), Decimal(0))
        under = sum((u["values"][c] for u in whole for c in below), Decimal(0))
        found[code] = (over * times / under if under else None, len(whole), None)
    return found


def by_block(units: dict[str, dict]) -> dict[str, dict[str, tuple]]:
    """{block: totals of its units}."""
    groups = defaultdict(list)
    for unit in units.values():
        groups[unit["block"]].append(unit)
    return {block: totals(members) for block, members in groups.items()}


if __name__ == "__main__":
    reckoned = totals(list(read_units(sys.argv[1]).values()))
    told = {code: [str(value), number] for code, (value, number, _) in sorted(reckoned.items())}
    sys.stdout.write(json.dumps(told) + "\n")
