"""The rows of a model's variants: of their ladder of formats and bits, and of the list behind it."""

from collections.abc import Sequence

from markupsafe import Markup

from lineage.text.few_digits import about_bytes
from lineage.weight_formats import VariantFormat
from web.addresses import IN_QUERY, escaped, in_query
from web.answers.variants import RungItem, VariantItem
from web.presentation.labels import count, day, licence
from web.presentation.links import Addresses, address_of
from web.presentation.pieces import shown_id_text, term, without_mass_uploads

OFFICIAL = ' <span class="badge badge-official">official</span>'
MASS_UPLOAD = ' <span class="badge badge-warn">mass upload</span>'
NO_ESTIMATE = '<span class="unknown" title="bits or parameters not known">–</span>'  # noqa: RUF001
NO_DOWNLOADS = '<span class="unknown" title="not stated">–</span>'  # noqa: RUF001


def ladder_rows(model_id: str, formats: Sequence[tuple[VariantFormat | None, Sequence[RungItem]]]) -> Markup:
    """The rungs of a ladder by format; addresses lead to the list behind each."""
    return Markup("".join([_of_format(model_id, format, rungs) for format, rungs in formats]))  # noqa: S704 - escaped


def _of_format(model_id: str, format: VariantFormat | None, rungs: Sequence[RungItem]) -> str:
    """The rungs of one format; the first has its name."""
    list_of_format = escaped(address_of("variants.page", id=model_id, weight_format=format or "unknown"))
    models = f' <small class="faint">{count(sum(rung.models for rung in rungs))}</small>' if len(rungs) > 1 else ""
    head = (
        f'      <th scope="rowgroup" rowspan="{len(rungs)}"><a href="{list_of_format}">{format or "not known"}</a>'
        f"{models}</th>\n"
    )
    rows = [
        f"    <tr>\n{'' if place else head}{_rung_cells(rung, list_of_format)}    </tr>\n"
        for place, rung in enumerate(rungs)
    ]
    return f"  <tbody>\n{''.join(rows)}  </tbody>\n"


def _rung_cells(rung: RungItem, list_of_format: str) -> str:
    bits, word = ("unknown", "bits not known") if rung.bits is None else (rung.bits, f"{rung.bits}-bit")
    without = without_mass_uploads(rung.models, rung.without_mass_uploads)
    best = escaped(address_of("model.page", id=rung.best.id))
    return (
        f'      <td><a href="{list_of_format}&amp;bits={bits}">{word}</a></td>\n'
        f'      <td class="number nowrap">{_estimate(rung)}</td>\n'
        f'      <td class="number">{count(rung.models)}{without}</td>\n'
        f'      <td class="number">{count(rung.official)}</td>\n'
        f'      <td><a href="{best}">{shown_id_text(rung.best.id)}</a>{_official(rung.best)}</td>\n'
        f'      <td class="number">{_downloads(rung.best)}</td>\n'
    )


def namesake_items(model_id: str, others: Sequence[str]) -> Markup:
    """Models that are called as one is, each with a link to a comparison of the two."""
    to_model, compared = Addresses("model.page", "id"), escaped(address_of("compare.page"))

    def item(other: str) -> str:
        side_by_side = f"{compared}?ids={escaped(in_query(f'{model_id},{other}', IN_QUERY))}"
        return (
            f'<li><a href="{to_model.escaped(other)}">{shown_id_text(other)}</a> · '
            f'<a href="{side_by_side}">is it a mirror? side by side</a></li>'
        )

    return Markup("".join(map(item, others)))  # noqa: S704 - escaped


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
        f"        <td>{owner(item)}{_official(item)}</td>\n"
        f"        <td>{escaped(licence(item) or 'not stated')}</td>\n"
        f"        <td>{term(item.effective_class)}</td>\n"
        f'        <td class="number">{_downloads(item)}</td>\n'
        f'        <td class="nowrap">{day(item.created_at)}</td>\n      </tr>\n'
        for item in variants
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


def _official(item: VariantItem) -> str:
    return OFFICIAL if item.official else ""


def _downloads(item: VariantItem) -> str:
    return NO_DOWNLOADS if item.downloads is None else count(item.downloads)


def _estimate(rung: RungItem) -> str:
    """What it takes on disk at least, in GB or MB of the decimal kind, where that can be told."""
    return NO_ESTIMATE if rung.estimated_bytes is None else f"at least {about_bytes(rung.estimated_bytes)}"


def _bits(item: VariantItem) -> str:
    if item.bits is None:
        return "not known"
    return f'{item.bits} <span class="faint">{escaped(item.encoding)}</span>' if item.encoding else str(item.bits)


def _rules(item: VariantItem) -> str:
    """Where its format and its bits were read; often that is one word."""
    rules = dict.fromkeys(filter(None, (item.format_rule, item.bits_rule)))
    return "; ".join(map(escaped, rules)) or "nothing tells"
