"""Units, people and roles for tests, made by the portal's own acts."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from portal.models import Level, Membership, Unit, UnitAct, User
from portal.people import grant as grant_role
from portal.reorganisation import Decision, NewUnit, Plan, carry_out, plan_found

FOUNDED = date(2020, 1, 1)
PASSWORD = "mat-khau-thu-nghiem-2026"
_numbers = count(1)


@dataclass
class Tree:
    """TLĐ → Công đoàn Viên chức Việt Nam → its affiliated unions."""

    root: Unit
    upper: Unit
    units: list[Unit] = field(default_factory=list)

    def __getitem__(self, index: int) -> Unit:
        return self.units[index]


def decision(number: str = "") -> Decision:
    """A decision with a number of its own."""
    return Decision(number=number or f"{next(_numbers)}/QĐ-TLĐ", issuer="Tổng Liên đoàn Lao động Việt Nam")


def act(plan: Plan, *, by: User | None = None) -> UnitAct:
    """Carry a plan out; a plan with problems fails the test with their text."""
    assert plan.problems == ()
    return carry_out(plan, by=by)


def found(name: str, parent: Unit | None = None, *, level=Level.GRASSROOTS, on: date = FOUNDED, **values) -> Unit:
    """One unit, founded on a day."""
    new = NewUnit(name=name, level=level, parent=parent.pk if parent else None, **values)
    done = act(plan_found([new], effective_on=on, decision=decision()))
    return done.edges.get().successor


def make_tree(n: int = 3, *, on: date = FOUNDED, names: list[str] | None = None) -> Tree:
    """The confederation, the upper union and `n` affiliated unions in blocks I and II, founded in one act.

    `names` replaces the invented names of the affiliated unions.
    """
    names = names or [f"Công đoàn Cơ quan {i + 1}" for i in range(n)]
    rows = [
        NewUnit("Tổng Liên đoàn Lao động Việt Nam", Level.CONFEDERATION, None, code="TLĐ", place="Hà Nội"),
        NewUnit(
            "Công đoàn Viên chức Việt Nam",
            Level.CENTRAL,
            "new:0",
            code="CĐVC",
            department="Ban Tuyên giáo",
            place="Hà Nội",
        ),
    ]
    rows += [
        NewUnit(name, Level.GRASSROOTS, "new:1", block=f"Khối {'I' if i % 2 == 0 else 'II'}", position=i + 1)
        for i, name in enumerate(names)
    ]
    done = act(plan_found(rows, effective_on=on, decision=decision()))
    units = [edge.successor for edge in done.edges.select_related("successor").order_by("pk")]
    return Tree(units[0], units[1], units[2:])


def make_user(name: str = "", *, email: str = "", password: str | None = None, **fields) -> User:
    """A person who may sign in; without `password` only through `client.force_login`."""
    number = next(_numbers)
    return User.objects.create_user(
        email=email or f"nguoi-{number}@congdoan.example",
        password=password,
        full_name=name or f"Người {number}",
        **fields,
    )


def grant(user: User, unit: Unit, role: str, *, on: date | None = None, by: User | None = None) -> Membership:
    """A role in a unit, from the day the tree was founded unless `on` says otherwise."""
    return grant_role(user, unit, role, valid_from=on or FOUNDED, by=by)


def make_member(unit: Unit, role: str, name: str = "", *, on: date | None = None, **fields) -> User:
    """A new person with one role."""
    user = make_user(name, **fields)
    grant(user, unit, role, on=on)
    return user


def login(client, user: User):
    """Sign `user` in on a test client and return the client."""
    client.force_login(user)
    return client


def forget_hats(user: User) -> User:
    """The same person as a new request would read them (hats are kept on the object)."""
    return User.objects.get(pk=user.pk)
