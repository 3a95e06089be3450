"""Text from the Hub and from files is data: what of it a terminal may be shown."""


def printable(text: str, kept: str = "") -> str:
    """The text with a replacement character in place of each control character, but those in `kept`."""
    return "".join(c if c.isprintable() or c in kept else "\N{REPLACEMENT CHARACTER}" for c in text)
