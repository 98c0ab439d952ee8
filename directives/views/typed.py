"""Reading the small values that every form of a paper carries."""


def seen_version(request) -> int:
    """The version that the page showed; -1, which nothing has, for anything that is no such number."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1
