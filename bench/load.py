"""The load driver: threads with one connection each, on this machine only, bounded in time and count."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice

from bench.prepare import SECTION, Field, Request, cookie_of

HOST = "127.0.0.1"
THREADS = 4


def drive(port: int, feeds: list[Iterator[Request]], seconds: float) -> tuple[float, list[float], int]:
    """Ask from as many threads as there are feeds; returns (answers per second, sorted latencies, wrong answers)."""
    latencies: list[float] = []
    wrong = [0]
    lock = threading.Lock()
    end = time.perf_counter() + seconds

    def work(feed: Iterator[Request]) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        mine, bad = [], 0
        for request in feed:
            start = time.perf_counter()
            if start > end:
                break
            bad += ask(connection, request) not in request.right
            mine.append(time.perf_counter() - start)
        connection.close()
        with lock:
            latencies.extend(mine)
            wrong[0] += bad

    start = time.perf_counter()
    threads = [threading.Thread(target=work, args=(feed,)) for feed in feeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(latencies) / (time.perf_counter() - start), sorted(latencies), wrong[0]


def steady(port: int, flows: list[tuple[Iterator[Request], float]], seconds: float) -> tuple[list[float], int]:
    """One thread for each (feed, requests per second), whether answers come in time or not; returns (sorted latencies,
    wrong answers). A request that had to wait for the one before it is late from the moment at which it was due; what
    could not even be asked within ten seconds after the end counts as wrong.
    """
    latencies: list[float] = []
    wrong = [0]
    lock = threading.Lock()
    begin = time.perf_counter() + 1

    def work(feed: Iterator[Request], rate: float, phase: float) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        mine, bad = [], 0
        for number, request in zip(range(int(seconds * rate)), feed, strict=False):
            due = begin + (number + phase) / rate
            if time.perf_counter() > begin + seconds + 10:
                bad += int(seconds * rate) - number
                break
            time.sleep(max(0.0, due - time.perf_counter()))
            bad += ask(connection, request) not in request.right
            mine.append(time.perf_counter() - due)
        connection.close()
        with lock:
            latencies.extend(mine)
            wrong[0] += bad

    count = len(flows)
    threads = [
        threading.Thread(target=work, args=(feed, rate, place / count)) for place, (feed, rate) in enumerate(flows)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(latencies), wrong[0]


def ask(connection: http.client.HTTPConnection, request: Request) -> int:
    """One request; returns the status."""
    headers = {"Cookie": request.cookie, "X-CSRFToken": "a" * 32, "X-Forwarded-Proto": "https", "Host": HOST}
    if request.kind:
        headers["Content-Type"] = request.kind
    if request.method == "POST":
        headers["Referer"] = f"https://{HOST}/"
    try:
        connection.request(request.method, request.path, request.body or None, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (http.client.HTTPException, OSError):
        connection.close()
        return 0


def reading(requests: list[Request]) -> Callable[[], list[Iterator[Request]]]:
    """Feeds that go round the requests, each thread from another place."""
    return lambda: [cycle(requests[start:] + requests[:start]) for start in range(THREADS)]


def saving(field: Field, writers: int = THREADS) -> Callable[[], list[Iterator[Request]]]:
    """Feeds of autosaves: each types in its own report and knows its version."""
    versions = dict.fromkeys((r.pk for r in field.writing[:writers]), 0)

    def feed(report) -> Iterator[Request]:
        cookie = cookie_of(field.officers[report.pk])
        content = report.draft_sections.get(code=SECTION)
        versions[report.pk] = content.version
        while True:
            seen = versions[report.pk]
            body = {
                "version": seen,
                **content.content,
                "text": f"Nội dung lần lưu {seen}. " + "Đơn vị đã làm tốt. " * 40,
            }
            path = f"/bao-cao/{report.pk}/muc/{SECTION}/luu/"
            yield Request(path, cookie, "POST", json.dumps(body).encode(), "application/json", (204,))
            versions[report.pk] = seen + 1

    return lambda: [feed(report) for report in field.writing[:writers]]


def once(requests: list[Request], count: int) -> Callable[[], list[Iterator[Request]]]:
    """Feeds that take `count` requests off the list, each made only once."""
    source = iter(requests)

    def feeds() -> list[Iterator[Request]]:
        taken = list(islice(source, count))
        return [iter(taken[start::THREADS]) for start in range(THREADS)]

    return feeds
