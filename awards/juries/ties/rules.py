"""How often a juror's list has grown. Pure."""

from awards.juries.ties.models import Circle


def times_grown(circle: Circle | None) -> list[str]:
    """Return a name for each time the list grew, the first being all that stood on it at first.

    A juror sees the questions once they have said that this is everybody.
    """
    if circle is None:
        return ["first"]
    told = circle.told_at
    later = [tie.id for tie in circle.ties if told is None or tie.named_at > told]
    return ["first", *later]
