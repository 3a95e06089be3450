"""Moments as the rows beside the engine keep them: microseconds since 1970 in UTC."""

from datetime import datetime, timedelta

from lineage.values import EPOCH, MICROSECOND


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC, of an aware moment."""
    return (moment - EPOCH) // MICROSECOND


def moment(microseconds: int) -> datetime:
    """The moment, in UTC."""
    return EPOCH + timedelta(microseconds=microseconds)
