"""One at a time: acts on the papers of an issuer that depend on what its other papers say."""

from portal.models import Unit


def take_turn(issuer_id: int) -> None:
    """Wait until nobody else publishes, recalls or changes the numbering of that unit; the transaction holds the turn.

    Numbers that follow, and papers that replace each other, must see one another. Two that are published in the same
    moment otherwise each find that the other is not there yet, and the act between them is lost.
    """
    Unit.objects.select_for_update(no_key=True).only("pk").get(pk=issuer_id)
