"""The measuring of bench.search: its documents, its people, its queries. `python -m bench.searching DOCUMENTS`."""

import random
import statistics
import sys
import time
from datetime import date, timedelta

from django.core.management import call_command
from django.db import connection

from directives.models import Directive, Recipient
from directives.publishing import number_key
from directives.search import Wishes, found, parse, rebuild
from portal.models import Role, User
from tests.factories.portal import make_member, make_tree

QUERIES = (
    ("a number", "4711/CĐVC-TG", {}),
    ("a number as people say it", "cv 4711", {}),
    ("words that many papers have", "công đoàn", {}),
    ("the same without marks", "cong doan", {}),
    ("words that few papers have", "hội thao truyền thống", {}),
    ("a word that none has", "xyzzy", {}),
    ("two letters", "ta", {}),
    ("a phrase", '"cải cách hành chính"', {}),
    ("words, in force, of one year", "dân vận khéo", {"in_force": True, "year": 2020}),
    ("unread, no words", "", {"unread": True}),
)
COMMON = (
    "công đoàn viên chức dân vận khéo tuyên truyền đoàn viên kế hoạch phong trào thi đua quy chế dân chủ "
    "cơ sở giám sát phản biện đối thoại kiến nghị tập huấn nghiệp vụ báo cáo tổng hợp đơn vị trực thuộc chất lượng"
).split()
# Two thirds of what a paper says are words that all papers say.
SYLLABLES = [
    a + b for a in "b ch d đ g h kh l m n ph qu s t th tr v x".split() for b in "ầm ạt ẻn ích óng ựu ẫy ẽo".split()
]
RARE = "hội thao truyền thống"
PHRASE = "cải cách hành chính"
ISSUER_TYPES = ("Công văn", "Kế hoạch", "Hướng dẫn", "Thông báo", "Quyết định")


def make(count: int):
    """The documents and the two people: (clerk, officer)."""

    chance = random.Random(20)
    tree = make_tree(2)
    clerk, officer = make_member(tree.upper, Role.CLERK), make_member(tree[0], Role.OFFICER)
    for first in range(0, count, 1000):
        rows = [_document(number, tree.upper, clerk, chance) for number in range(first, min(first + 1000, count))]
        Directive.objects.bulk_create(rows)
        received = [_receipt(row, tree[0]) for row in rows[::100]]
        Recipient.objects.write(received)
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return clerk, officer


def _document(number, issuer, clerk, chance):

    day = date(2016, 1, 1) + timedelta(days=number % 3900)
    words = _words(chance, 60) + (f" {PHRASE}" if number % 50 == 3 else "")
    shown = f"{number}/CĐVC-TG"
    return Directive(
        issuer=issuer,
        issuer_name="Công đoàn Viên chức Việt Nam",
        type_name=ISSUER_TYPES[number % 5],
        number=shown,
        number_key=number_key(shown),
        issued_on=day,
        title=f"Về {RARE}" if number % 5000 == 7 else _words(chance, 12).capitalize(),
        summary=words,
        content={"tasks": [], "citations": [], "units": []},
        state=Directive.State.PUBLISHED,
        published_at=f"{day.isoformat()}T02:00:00Z",
        published_by=clerk,
        created_by=clerk,
    )


def _words(chance, count: int) -> str:
    return " ".join(chance.choice(COMMON) if chance.random() < 0.66 else chance.choice(SYLLABLES) for _ in range(count))


def _receipt(directive, unit):

    return Recipient(directive=directive, unit=unit, unit_name=str(unit), delivered_at=directive.published_at)


def measure(clerk, officer) -> bool:
    """Print a line for each query; whether all medians lie under 200 ms."""

    fast = True
    for name, typed, wishes in QUERIES:
        line = f"{name:32}"
        for person in (clerk, officer):
            taken = []
            for _ in range(7):
                user = User.objects.get(pk=person.pk)
                started = time.perf_counter()
                keys = found(parse(typed), Wishes(**wishes), by=user)
                taken.append((time.perf_counter() - started) * 1000)
            line += f" {len(keys):4} hits {statistics.median(taken):7.1f} ms (worst {max(taken):6.1f})"
            fast = fast and statistics.median(taken) < 200
        print(line)
    return fast


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    people = make(int(sys.argv[1]))
    raise SystemExit(0 if measure(*people) else 1)
