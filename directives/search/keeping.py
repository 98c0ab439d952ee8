"""Keeping the search's rows with the things they stand for: called by the writing rules, in their transaction."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction

from directives.models import Activity, Directive, Programme, SearchEntry
from directives.search.words import exact_words, folded_words, sign_of
from portal.text import format_date
from portal.worktime import local_day

Kind = SearchEntry.Kind
BATCH = 500
LONGEST_TEXT = 20_000


def keep_directive(directive: Directive) -> None:
    """Write anew what the search knows of a directive and its tasks, from its row as it stands."""
    SearchEntry.objects.filter(directive=directive.pk).delete()
    SearchEntry.objects.bulk_create(_of_directive(directive), batch_size=BATCH)


def keep_programme(programme: Programme) -> None:
    """Write anew what the search knows of a programme (not of its activities)."""
    SearchEntry.objects.filter(programme=programme.pk, kind=Kind.PROGRAMME).delete()
    SearchEntry.objects.bulk_create([_of_programme(programme)])


def keep_activity(activity: Activity) -> None:
    """Write anew what the search knows of an activity."""
    SearchEntry.objects.filter(activity=activity.pk).delete()
    SearchEntry.objects.bulk_create([_of_activity(activity)])


def rebuild() -> int:
    """Write every row anew, for instance after the way of folding changed; returns how many there are."""
    SearchEntry.objects.all().delete()
    waiting: list[SearchEntry] = []
    for entry in _all_entries():
        waiting.append(entry)
        if len(waiting) == BATCH:
            SearchEntry.objects.bulk_create(waiting)
            waiting = []
    SearchEntry.objects.bulk_create(waiting)
    return SearchEntry.objects.count()


def refresh(progress: Callable[[int, int], None]) -> int:
    """As `rebuild`, while people go on writing and searching: one thing at a time, under the lock of its row.

    A second run changes nothing, nor does one after a run that broke off. Returns how many things there are.
    """
    kinds = ((Directive, keep_directive), (Programme, keep_programme), (Activity, keep_activity))
    waiting = [
        (model, keep, pk) for model, keep in kinds for pk in model.objects.order_by("pk").values_list("pk", flat=True)
    ]
    for done, (model, keep, pk) in enumerate(waiting):
        if done % BATCH == 0:
            progress(done, len(waiting))
        with transaction.atomic():
            thing = model.objects.select_for_update().filter(pk=pk).first()
            if thing is not None:
                keep(thing)
    return len(waiting)


def _all_entries() -> Iterator[SearchEntry]:
    for directive in Directive.objects.order_by("pk").iterator(BATCH):
        yield from _of_directive(directive)
    for programme in Programme.objects.prefetch_related("parties").order_by("pk").iterator(BATCH):
        yield _of_programme(programme)
    for activity in Activity.objects.select_related("programme", "plan").order_by("pk").iterator(BATCH):
        yield _of_activity(activity)


def _of_directive(directive: Directive) -> list[SearchEntry]:
    if directive.state == Directive.State.PUT_AWAY:
        return []
    held = directive.content
    day = directive.issued_on or local_day(directive.created_at)
    shared = {
        "directive": directive,
        "issuer_id": directive.issuer_id,
        "type_name": directive.type_name,
        "year": directive.issued_on.year if directive.issued_on else None,
        "day": day,
    }
    own = _as_cited(directive.type_name, directive.number, directive.issued_on, directive.issuer_name)
    cited = [
        _as_cited(line["type_name"], line["number"], _day(line["issued_on"]), line["issuer_name"])
        for line in held.get("citations", ())
    ]
    head = [own, directive.title, directive.department]
    made = [
        _entry(
            Kind.DIRECTIVE,
            " ".join(filter(None, [directive.title, directive.summary])),
            also=" ".join([*head, directive.signer_name, directive.deadline_words, "; ".join(cited)]),
            own_number=sign_of(directive.number) if directive.number else "",
            **shared,
        )
    ]
    for number, task in enumerate(held.get("tasks", ()), start=1):
        also = f"{own} {task.get('due_words', '')}"
        made.append(_entry(Kind.TASK, task["text"], also=also, task_number=number, **shared))
    return made


def _of_programme(programme: Programme) -> SearchEntry:
    parties = " ".join(party.name for party in programme.parties.all())
    return _entry(
        Kind.PROGRAMME,
        " ".join(filter(None, [programme.title, programme.note])),
        also=_as_cited(SearchEntry.PROGRAMME, programme.number, programme.signed_on, parties),
        own_number=sign_of(programme.number),
        programme=programme,
        issuer_id=programme.owner_id,
        type_name=SearchEntry.PROGRAMME,
        year=programme.year_from,
        day=programme.signed_on or date(programme.year_from, 1, 1),
    )


def _of_activity(activity: Activity) -> SearchEntry:
    programme = activity.programme
    return _entry(
        Kind.ACTIVITY,
        ". ".join([activity.title, *activity.topics]),
        also=f"{activity.get_kind_display()} {activity.planned_words} {programme.number}",
        programme=programme,
        activity=activity,
        issuer_id=programme.owner_id,
        year=activity.plan.year,
        day=activity.planned_from,
    )


def _as_cited(type_name: str, number: str, day: date | None, issuer: str) -> str:
    """A paper as others cite it, so that a citation pasted whole is found."""
    when = f" ngày {format_date(day)} năm {day.year}" if day else ""
    return f"{type_name} số {number}{when} của {issuer}"


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _entry(kind: str, text: str, *, also: str, **columns) -> SearchEntry:
    """`text` is shown and found, `also` only found."""
    searched = f"{text} {also}"
    return SearchEntry(
        kind=kind,
        text=text[:LONGEST_TEXT],
        folded=folded_words(searched),
        words=exact_words(searched),
        **columns,
    )
