"""Emulation blocks: what lists call them, and the order in which lists show them."""

ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def block_name(block: str) -> str:
    """What a list calls the block, also where a unit has none."""
    return block or "Chưa xếp khối"


def block_key(block: str) -> str:
    """A key under which blocks sort by their Roman or Arabic number; units without a block come last."""
    if not block:
        return "9999"
    last = block.split()[-1]
    if last.isdigit():
        return f"{int(last):04d} {block}"
    if last and all(letter in ROMAN for letter in last):
        values = [ROMAN[letter] for letter in last]
        signed = [-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values)]
        return f"{sum(signed):04d} {block}"
    return f"5000 {block}"
