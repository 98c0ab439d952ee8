"""Papers of the demo union, made through the rules: the seed's directive and programme, and invented ones by year."""

from directives.demo.seed import seed_directives
from directives.demo.years import seed_year

__all__ = ["seed_directives", "seed_year"]
