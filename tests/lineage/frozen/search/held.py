"""When a text in small letters holds a word, said plainly."""


def holds(text: str, word: str) -> bool:
    """Whether the word stands in the text; one that begins with a digit where no digit is right before it."""
    places = (place for place in range(len(text)) if text.startswith(word, place))
    return any(not (is_digit(word[0]) and is_digit(text[:place][-1:])) for place in places)


def is_digit(letter: str) -> bool:
    return letter.isascii() and letter.isdigit()
