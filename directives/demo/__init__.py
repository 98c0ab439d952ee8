"""Papers of the demo union, made through the rules: the seed's directive and programme, and invented ones by year."""

from directives.demo.passing import seed_forwarding
from directives.demo.programmes import seed_programme, seed_unit_programme
from directives.demo.seed import seed_directives
from directives.demo.telling import Office
from directives.demo.years import seed_year

__all__ = ["Office", "seed_directives", "seed_forwarding", "seed_programme", "seed_unit_programme", "seed_year"]
