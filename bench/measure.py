"""One run on a prepared environment (started by bench.run): seed, measure, write down."""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import load, prepare
from bench.raw_summary import raw_seconds
from reports.aggregation import ask_for_run, compile_run
from reports.lineage import previous_cycle

ROOT = Path(__file__).resolve().parent.parent
LAST = ROOT / "bench" / "last.json"
PORT = 8765
GOALS = {
    "home (officer)": 2.0,
    "home (reviewer)": 2.0,
    "list (obligations)": 2.0,
    "overview of a cycle": 2.0,
    "detail (report)": 2.0,
    "editor section": 2.0,
    "check page (all inputs)": 3.0,
    "autosave": 1.2,
    "submit": {"postgresql": 3.0, "sqlite": 4.0},
    "summary / raw SQL": 1.5,
}
MOST_STATEMENTS = {"editor section": 6, "check page (all inputs)": 6, "autosave": 4, "submit": 10}
MOST_OF_A_PAGE = 8
EVENING_SECONDS = 30
EVENING_P95_MS = 300


@contextmanager
def server(env: dict[str, str]):
    """gunicorn with two sync workers, as perf.md 1 measured."""
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "-w", "2", "-b", f"127.0.0.1:{PORT}"]
    command += ["--log-level", "error", "--keep-alive", "30"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        for _ in range(60):
            time.sleep(0.5)
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/tai-khoan/login/", timeout=5)
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                continue
        yield
    finally:
        process.terminate()
        process.wait(30)


def measure_pages(field: prepare.Field, seconds: float, rounds: int) -> dict[str, dict]:
    """Each page against the floor, in turn; the median ratio of the rounds, the worst 95th percentile."""

    requests = prepare.pages(field)
    submits = prepare.submits(field)
    kinds = {name: load.reading(found) for name, found in requests.items() if name != "floor"}
    kinds["autosave"] = load.saving(field)
    kinds["submit"] = load.once(submits, len(submits) // rounds)
    floor = load.reading(requests["floor"])
    load.drive(PORT, floor(), 2)
    found = {}
    for name, feeds in kinds.items():
        ratios, rates, slow, wrong = [], [], [], 0
        for _ in range(rounds):
            least, _, _ = load.drive(PORT, floor(), seconds)
            rate, latencies, bad = load.drive(PORT, feeds(), seconds)
            ratios.append(least / rate)
            rates.append(rate)
            slow.append(latencies[int(len(latencies) * 0.95)] * 1000)
            wrong += bad
        found[name] = {
            "ratio": round(statistics.median(ratios), 2),
            "per_second": round(statistics.median(rates)),
            "p95_ms": round(max(slow)),
            "wrong": wrong,
        }
        print(f"  {name:<26} {found[name]}", flush=True)
    return found


def measure_evening(field: prepare.Field) -> dict:
    """The last evening before the deadline (perf.md 1): submits, forms, pages and autosaves at once, at fixed rates."""
    found = prepare.pages(field)
    looked_at = ["home (officer)", "home (reviewer)", "list (obligations)", "overview of a cycle", "detail (report)"]
    pages = [request for name in looked_at for request in found[name][:8]]
    # A portal that has been up since the morning: its processes have read the form and the templates.
    load.drive(PORT, load.reading(pages + found["editor section"][:8])(), 3.0)
    flows = [(feed, 5.0) for feed in load.saving(field, prepare.WRITING)()]
    flows += [(cycle(pages[start:] + pages[:start]), 5.0) for start in range(8)]
    flows += [(cycle(found["editor section"][start:]), 2.5) for start in range(4)]
    submits = prepare.submits(field)
    flows += [(iter(submits[start::2]), 3.5) for start in range(2)]
    seconds = min(EVENING_SECONDS, len(submits) / 7)
    rates = sum(rate for _, rate in flows)
    latencies, wrong = load.steady(PORT, flows, seconds)
    return {
        "per_second": round(rates),
        "seconds": round(seconds),
        "asked": len(latencies),
        "median_ms": round(latencies[len(latencies) // 2] * 1000),
        "p95_ms": round(latencies[int(len(latencies) * 0.95)] * 1000),
        "wrong": wrong,
    }


def count_statements(field) -> dict[str, int]:
    """Statements of each kind of request, counted in this process."""

    wanted = {name: [found[0]] * 2 for name, found in prepare.pages(field).items() if name != "floor"}
    # Each save and each submit is made once: the same again would be a stale one.
    wanted["autosave"] = islice(load.saving(field)()[0], 2)
    wanted["submit"] = [prepare.submits(field)[-1]]
    counts = {}
    for name, requests in wanted.items():
        for request in requests:
            client = Client(SERVER_NAME="127.0.0.1", HTTP_COOKIE=request.cookie)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                if request.method == "POST":
                    client.post(request.path, request.body, content_type=request.kind, secure=True)
                else:
                    client.get(request.path, secure=True)
            counts[name] = sum(not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for q in captured)
    return counts


def measure_summary(cycle) -> dict:
    """Compiling a run against the same totals in plain SQL, on the same rows; memory on top."""

    before = previous_cycle(cycle)
    raw = min(raw_seconds([c.pk for c in (cycle, before) if c]) for _ in range(2))
    run = ask_for_run(cycle, by=None)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    whole = timed(lambda: compile_run(run, progress=lambda done, total: None, effect=transaction.atomic))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    run.refresh_from_db()
    return {
        "reports": run.accepted,
        "seconds": round(whole, 2),
        "raw_seconds": round(raw, 2),
        "ratio": round(whole / raw, 2),
        "more_mib": round(more),
    }


def timed(deed) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def main(units: int, seconds: float, rounds: int, *, evening: bool) -> None:
    """Seed an empty database, measure, and write the result down; with `evening` the mixed load only."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    seeding = timed(lambda: call_command("seed_demo", bare=True, units=units))
    result = {"units": units, "database": connection.vendor, "seeding_seconds": round(seeding, 1)}
    if evening:
        field = prepare.prepare()
        connection.close()
        with server(dict(os.environ)):
            result["evening"] = measure_evening(field)
        print(f"  last evening {result['evening']}", flush=True)
    else:
        measure_apart(result, seconds, rounds)
    write(result)


def measure_apart(result: dict, seconds: float, rounds: int) -> None:
    """The summary, then each kind of request by itself."""
    result["summary"] = measure_summary(prepare.Cycle.objects.get())
    print(f"  summary {result['summary']}", flush=True)
    field = prepare.prepare()
    result["statements"] = count_statements(field)
    connection.close()
    with server(dict(os.environ)):
        result["pages"] = measure_pages(field, seconds, rounds)


def write(result: dict) -> None:
    """Keep the result beside those of the other database, and the README's table with it."""
    known = json.loads(LAST.read_text()) if LAST.exists() else {}
    name = f"{result['database']} {result['units']}"
    known[name] = known.get(name, {}) | result
    LAST.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    begin, end = "<!-- bench:begin -->", "<!-- bench:end -->"
    if begin in text:
        head, _, rest = text.partition(begin)
        text = f"{head}{begin}\n{table(known)}\n{end}{rest.partition(end)[2]}"
        readme.write_text(text, encoding="utf-8")


def table(known: dict) -> str:
    """The last runs as one Markdown table: ratios to the floor and statements, the goals, and whether they are met."""
    runs = list(known.values())
    names = [f"{run['database']}, {run['units']:,} units" for run in runs]
    lines = ["| | goal | " + " | ".join(names) + " |", "| --- | ---: | " + "---: | " * len(names)]
    for name, goal in GOALS.items():
        shown = goal if isinstance(goal, float) else " / ".join(f"{value} {key}" for key, value in goal.items())
        most = "" if name.startswith("summary") else f", {most_statements(name)} statements"
        lines.append(f"| {name} | ≤ {shown}{most} | " + " | ".join(cell(run, name) for run in runs) + " |")
    goal = f"p95 ≤ {EVENING_P95_MS} ms, 0 wrong"
    lines.append(f"| last evening (257 requests a second) | {goal} | " + " | ".join(map(evening_cell, runs)) + " |")
    return "\n".join(lines)


def most_statements(name: str) -> int:
    return MOST_STATEMENTS.get(name, MOST_OF_A_PAGE)


def cell(run: dict, name: str) -> str:
    """One measurement in words, with what it misses."""
    goal = GOALS[name] if isinstance(GOALS[name], float) else GOALS[name][run["database"]]
    if name.startswith("summary"):
        found = run.get("summary")
        return (
            f"{found['ratio']} ({found['seconds']} s, +{found['more_mib']} MiB){verdict(found['ratio'] <= goal)}"
            if found
            else "–"
        )
    if "pages" not in run:
        return "–"
    page, asked = run["pages"][name], run["statements"][name]
    met = page["ratio"] <= goal and asked <= most_statements(name) and not page["wrong"]
    return f"{page['ratio']} ({asked} statements, p95 {page['p95_ms']} ms){verdict(met)}"


def evening_cell(run: dict) -> str:
    found = run.get("evening")
    if not found:
        return "–"
    met = found["p95_ms"] <= EVENING_P95_MS and not found["wrong"]
    return f"p95 {found['p95_ms']} ms, {found['wrong']} wrong of {found['asked']}{verdict(met)}"


def verdict(met: bool) -> str:
    return ", met" if met else ", **not met**"


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), evening="evening" in sys.argv[4:])
