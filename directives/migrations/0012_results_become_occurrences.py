"""What was known of an activity's result becomes an occurrence; its year becomes the plan of that year."""

from datetime import timedelta

from django.db import migrations

NO_REASON = "Không ghi lý do"


def carry(apps, schema_editor):
    Activity = apps.get_model("directives", "Activity")
    YearPlan = apps.get_model("directives", "YearPlan")
    Occurrence = apps.get_model("directives", "Occurrence")
    for activity in Activity.objects.all():
        activity.plan, _ = YearPlan.objects.get_or_create(programme=activity.programme, year=activity.year)
        activity.topics = [line.strip() for line in activity.topics_words.splitlines() if line.strip()]
        activity.planned_precision = precision(activity.planned_words, activity.planned_from, activity.planned_to)
        if activity.status in ("postponed", "cancelled") and not activity.status_reason:
            activity.status_reason = NO_REASON
        activity.save()
        if activity.held_on or activity.participants_actual is not None or activity.result or activity.status == "done":
            Occurrence.objects.create(activity=activity, **held(activity))


def held(activity):
    known = {"participants": activity.participants_actual, "result": activity.result}
    if activity.held_on:
        day = activity.held_on
        words = f"{day.day:02}/{day.month:02}/{day.year:04}"
        return known | {"held_words": words, "held_precision": "day", "held_from": day, "held_to": day}
    return known | {
        "held_words": activity.planned_words,
        "held_precision": activity.planned_precision,
        "held_from": activity.planned_from,
        "held_to": activity.planned_to,
    }


def precision(words, first, last):
    if first == last:
        return "day"
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole and (first.month, last.month) == (1, 12):
        return "year"
    if whole and "qu" in words.casefold() and first.month % 3 == 1 and last.month % 3 == 0:
        return "quarter"
    if whole:
        return "month" if first.month == last.month else "months"
    return "days"


def carry_back(apps, schema_editor):
    Activity = apps.get_model("directives", "Activity")
    for activity in Activity.objects.select_related("plan"):
        activity.year = activity.plan.year
        activity.topics_words = "\n".join(activity.topics)
        first = activity.occurrences.order_by("held_from", "pk").first()
        if first:
            activity.held_on = first.held_from if first.held_precision == "day" else None
            activity.participants_actual, activity.result = first.participants, first.result
        activity.save()


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0011_programmes_in_depth"),
    ]

    operations = [
        migrations.RunPython(carry, carry_back),
    ]
