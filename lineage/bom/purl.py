"""Package URLs of models, by the purl type `huggingface`: owner and name as the Hub spells them, and no version.

A version would be the commit of a revision, which no listing of the Hub tells. A few of the Hub's oldest models have no
owner: theirs is left out, as in the example of the type's own definition.
"""

from urllib.parse import quote

TYPE = "pkg:huggingface"


def purl_of(id: str) -> str:
    """`pkg:huggingface/owner/name`, what is no plain character percent-encoded; distinct ids have distinct ones."""
    owner, slash, name = id.partition("/")
    parts = (owner, name) if slash and owner and name else (id,)
    return "/".join([TYPE, *(quote(part, safe=":") for part in parts)])
