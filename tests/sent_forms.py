"""What a browser sends back of a page: every box of its form as it stands, with some typed anew."""

from lxml import html


def as_sent(answer, **changes) -> dict:
    """The values of the page's own form (the one that is posted and has most boxes), with `changes` over them."""
    forms = [form for form in html.fromstring(answer.content.decode()).forms if form.method == "POST"]
    page = max(forms, key=lambda form: len(form.form_values()))
    sent: dict[str, list[str]] = {}
    for name, value in page.form_values():
        sent.setdefault(name, []).append(value or "")
    return sent | changes
