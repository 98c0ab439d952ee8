"""How plans name units, and what makes two names the same."""

from portal.text import canonical_tone

NAMES_SHOWN = 5


def quoted(names) -> str:
    """“A”, “B” và “C”; a long list is cut with the number of the others."""
    names = [f"“{name}”" for name in names]
    if len(names) > NAMES_SHOWN:
        rest = len(names) - NAMES_SHOWN
        return f"{', '.join(names[:NAMES_SHOWN])} và {rest} đơn vị khác"
    if len(names) > 1:
        return f"{', '.join(names[:-1])} và {names[-1]}"
    return "".join(names)


def without_union(name: str) -> str:
    """What people call a union for short: the body that it belongs to."""
    return name.removeprefix("Công đoàn ").strip() or name


def name_key(name: str) -> str:
    """What makes two names the same: case and the place of the tone mark don't count."""
    return canonical_tone(" ".join(name.split())).casefold()
