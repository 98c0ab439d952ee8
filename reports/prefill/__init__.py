"""Figures and rows that a unit's programmes can give its report: offered, taken by a person, named as the source."""

from reports.prefill.offering import FigureOffer, Offer, RowOffer, has_offers, offer_for
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
]
