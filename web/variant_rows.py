"""The rows of the table of a model's variants. Functions, not templates: a page has hundreds of these cells. Everything
from the Hub is escaped."""

from collections.abc import Sequence

from markupsafe import Markup

from web.addresses import escaped
from web.answers.variants import VariantItem
from web.labels import count, day
from web.links import Addresses
from web.pieces import shown_id_text

OFFICIAL = ' <span class="badge badge-official">official</span>'
MASS_UPLOAD = ' <span class="badge badge-warn">mass upload</span>'
NO_DOWNLOADS = '<span class="unknown" title="not stated">–</span>'  # noqa: RUF001


def variant_rows(variants: Sequence[VariantItem]) -> Markup:
    """Variants, what was read of each and from where."""
    to_model, to_owner = Addresses("model.page", "id"), Addresses("owners.owner", "owner")

    def owner(item: VariantItem) -> str:
        return f'<a href="{to_owner.escaped(item.author)}">{escaped(item.author)}</a>' if item.author else ""

    rows = [
        f'      <tr>\n        <td><a href="{to_model.escaped(item.id)}">{shown_id_text(item.id)}</a>'
        f"{MASS_UPLOAD if item.mass_upload else ''}</td>\n"
        f"        <td>{item.format or 'not known'}</td>\n"
        f'        <td class="nowrap">{_bits(item)}</td>\n'
        f'        <td class="small faint">{_rules(item)}</td>\n'
        f"        <td>{owner(item)}{OFFICIAL if item.official else ''}</td>\n"
        f'        <td class="number">{NO_DOWNLOADS if item.downloads is None else count(item.downloads)}</td>\n'
        f'        <td class="nowrap">{day(item.created_at)}</td>\n      </tr>\n'
        for item in variants
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


def _bits(item: VariantItem) -> str:
    if item.bits is None:
        return "not known"
    return f'{item.bits} <span class="faint">{escaped(item.encoding)}</span>' if item.encoding else str(item.bits)


def _rules(item: VariantItem) -> str:
    """Where its format and its bits were read; often that is one word."""
    rules = dict.fromkeys(filter(None, (item.format_rule, item.bits_rule)))
    return "; ".join(map(escaped, rules)) or "nothing tells"
