"""What programmes and the units below can give a report: offered, taken by a person, named as the source."""

from reports.prefill.collecting import with_own_cycle
from reports.prefill.offering import has_offers, offer_for
from reports.prefill.offers import FigureOffer, Offer, RowOffer
from reports.prefill.sources import frozen_sources, holds, sources_of
from reports.prefill.taking import take

__all__ = [
    "FigureOffer",
    "Offer",
    "RowOffer",
    "frozen_sources",
    "has_offers",
    "holds",
    "offer_for",
    "sources_of",
    "take",
    "with_own_cycle",
]
