"""What the names of models say where licences are asked about: who is called as a licence asks."""

from collections.abc import Sequence

from lineage import ids
from lineage.variants.names import folded_name


def begins_as(id: str, beginnings: Sequence[str]) -> bool:
    """Whether a model's name begins with one of some texts; case, and which sign parts words, do not count."""
    name = folded_name(ids.name(id)).replace("-", "")
    return any(name.startswith(folded_name(beginning).replace("-", "")) for beginning in beginnings)
