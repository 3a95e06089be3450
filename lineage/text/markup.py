"""What stands around an id in texts: blanks, quotes, brackets, rests of sentences, links of Markdown and HTML."""

import re

BLANKS = " \t\r\n\v\f\0\ufeff\u200b\u200c\u200d\u2060\u00a0"
"""Signs at the ends of a text that nobody sees."""
QUOTES = "\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb\u300c\u300d\u300a\u300b"
BRACKETS = "()[]{}<>\uff08\uff09\u3010\u3011"
MARKS = f"{QUOTES}{BRACKETS}*|,;:!^#@\\\u2026\u3002\uff0c\u3001\uff1b\uff1a"
"""What is left of quotes, markup and sentences at the ends of a text. No id has any of it."""
ANCHOR = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"']?([^\"'\s>]++)[^>]*+>", re.IGNORECASE)
"""A link of HTML, with its target."""
MARKDOWN_LINK = re.compile(r"!?\[[^\[\]]*\]\(\s*<?([^()\s<>]+)>?[^()]*\)")
"""A link of Markdown, with its target."""
