"""Invented figures of realistic size (domain.md 1.1) that satisfy the form's rules, each year a little different."""

from random import Random


def answers(members: int, growth: float, rng: Random) -> dict[str, str]:
    """What a union of `members` would type, {indicator: raw text}.

    The same `rng` seed gives a union its own character; `growth` (1.0 = the first year) moves the flows of a year.
    """
    grown = growth

    def about(base: float, spread: float = 0.12) -> int:
        return max(0, round(base * grown * rng.uniform(1 - spread, 1 + spread)))

    def part(whole: int, low: float, high: float) -> int:
        return round(whole * rng.uniform(low, high))

    n = {"A01": max(1, round(members / 110))}
    n["A03"] = max(20, round(members * (1 + (growth - 1) / 3)))
    n["A02"] = n["A03"] + about(members * 0.04)
    n["A04"] = part(n["A03"], 0.42, 0.58)
    n["B02"] = max(1, about(2 + members / 900, 0.4))
    n["B03"] = part(n["A01"], 0.75, 1.0)
    n["C01"] = max(2, about(n["A01"] * 1.6 + 3, 0.2))
    n["C02"] = n["C01"] * rng.randint(28, 64)
    n["C03"] = about(6 + members / 60, 0.3)
    n["C04"] = max(1, about(n["A01"] * 0.5 + 1, 0.3))
    n["C05"] = max(1, about(n["A01"] * 0.7 + 1, 0.3))
    n["C06"] = part(n["C04"], 0.6, 0.95)
    n["C07"] = part(n["C05"], 0.6, 0.95)
    n["C08"] = part(n["C06"] + n["C07"], 0.1, 0.4)
    n["C09"] = max(1, about(1 + members / 500, 0.3))
    n["C10"] = n["C09"] * rng.randint(35, 80)
    n["D01"] = rng.randint(8, 14)
    n["D02"] = n["D01"] - rng.choice([0, 0, 0, 1, 1, 2])
    n["D03"] = rng.randint(1, 4)
    n["D04"] = rng.randint(1, 3 + n["D03"])
    n["D05"] = n["D04"] * rng.randint(60, 180)
    n["E01"] = n["A01"]
    n["E02"] = n["E01"] - (rng.choice([0, 0, 0, 1]) if n["E01"] > 2 else 0)
    n["E03"] = max(1, about(n["A01"] * 0.6 + 1, 0.3))
    n["E04"] = max(2, about(members / 45, 0.3))
    n["E05"] = part(n["E04"], 0.82, 1.0)
    n["E06"] = max(5, about(members * 0.22, 0.2))
    n["E08"] = about(members / 35, 0.3)
    n["E09"] = about(members * 0.035, 0.3)
    n["E10"] = part(n["A01"], 0.8, 1.0)
    n["E12"] = part(n["A02"], 0.3, 0.6)
    n["F01"] = rng.randint(1, 4)
    n["F02"] = rng.randint(0, 3)
    n["F03"] = about(12 + members / 70, 0.3)
    n["F04"] = part(n["F03"], 0.6, 0.95)
    n["F05"] = max(1, about(members * 0.014, 0.3))
    n["F06"] = part(n["F05"], 0.5, 0.95)
    typed = {code: str(value) for code, value in n.items()}
    typed["B01"] = "true"
    typed["E07"] = f"{n['E06'] * rng.uniform(0.35, 1.4):.1f}".replace(".", ",")
    typed["E11"] = f"{rng.uniform(3.9, 4.8):.2f}".replace(".", ",")
    return typed
