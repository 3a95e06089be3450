"""What the Hub allows as an id, after `huggingface_hub.utils.validate_repo_id`, which a test compares.

Letters, digits, `-`, `_` and `.`, owner and name each of 96 characters at most; a name begins and ends with none of
`-` and `.`, holds no `..` and does not end in `.git`. `--` is forbidden to new repositories as well, and old ones may
have it: it is kept, since to read anything else out of it would be a guess.
"""

import re

PART = r"\w(?:[\w.-]*\w)?"
ID = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
"""What has the shape of an id, allowed or not."""
PLAIN_ID = re.compile(r"[A-Za-z0-9][\w-]*/[\w.-]+", re.ASCII)
"""The shape that nearly all ids have."""
NAME = re.compile(r"[\w.-]+", re.ASCII)
_ALLOWED = re.compile(rf"(?:{PART}/)?{PART}", re.ASCII)
_LONGEST = 96
_SUFFIX = ".git"

ORDINARY = r"^[A-Za-z0-9](?:[\w.-]*\w)?/\w(?:[\w.-]*\w)?$"
"""For polars, without Unicode: an allowed id with an owner, but for the rarer rules."""


def allowed(id: str) -> bool:
    """Whether a repository may have this id, with or without an owner."""
    if not _ALLOWED.fullmatch(id) or ".." in id or id.endswith(_SUFFIX):
        return False
    return all(len(part) <= _LONGEST for part in id.split("/"))


def cut(id: str) -> str:
    """The id (shape ID or NAME) without the marks at the ends of its parts that the Hub forbids there."""
    return "/".join(_cut(part) for part in id.split("/"))


def _cut(part: str) -> str:
    while (shorter := part.strip(".-").removesuffix(_SUFFIX)) != part:
        part = shorter
    return part
