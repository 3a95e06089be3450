"""What the licences of all models come to along their derivations (`lineage.licences`)."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from ingest.resolve.models import JUDGED
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.frozen.terms.along import Derived, terms_along
from lineage.licences import known_licences, licence_of
from lineage.licences.rules import VERDICTS, rules_in
from lineage.licences.sets import LicenceSets
from lineage.licences.table import Licence
from lineage.licences.terms import CLASSES
from lineage.values import Relation

AND = ","
RELATIONS = pl.Enum([relation.value for relation in Relation])


def judgements(models: pl.DataFrame, derivations: pl.DataFrame, unfound: pl.Series) -> pl.DataFrame:
    """`id` and JUDGED (`ingest.resolve.models`) of all models (`id, license, license_name`), in their order, each as a
    few words (`spelt_out` has them as a resolution has); `derivations` are `child, parent, relation`, `unfound` the
    ids of models that name a base that was not found."""
    ids = models["id"]
    own, licences = _own(models)
    del models  # the texts are many, the licences few
    sets = LicenceSets(known_licences())
    lacks_base = ids.is_in(unfound.implode()).to_numpy()
    graph = _graph(ids, derivations)
    terms = terms_along(own, licences, graph, sets, lambda some: ids.gather(some).to_list(), lacks_base)
    return pl.DataFrame(
        {
            "id": ids,
            "license_class": _words(CLASSES, terms.license_class),
            "effective_class": _words(CLASSES, terms.effective_class),
            "license_verdict": _words(VERDICTS, terms.verdict),
            "license_rules": _rule_names(terms.rules),
        }
    )


def spelt_out() -> list[pl.Expr]:
    """The columns of `judgements` as a resolution has them: `license_rules` is a list, null for none."""
    classes, rules = JUDGED[:-1], JUDGED[-1]
    return [pl.col(*classes).cast(pl.String), pl.col(rules).cast(pl.String).str.split(AND)]


def _words(words: Iterable[str], codes: AnyArray) -> pl.Series:
    """Words by their codes; null for a code that is none of them."""
    listed = list(map(str, words))
    known = pl.Series([*listed, None], dtype=pl.Enum(listed))
    return known.gather(codes)


def _rule_names(rules: AnyArray) -> pl.Series:
    """The names of the rules that each model meets, in one text; null for none."""
    values, codes = np.unique(rules, return_inverse=True)
    names = [AND.join(rule.name for rule in rules_in(int(bits))) or None for bits in values.tolist()]
    return pl.Series(names, dtype=pl.Enum([name for name in names if name])).gather(codes)


def _own(stated: pl.DataFrame) -> tuple[Ints, list[Licence]]:
    """The licences that are stated, and the place of that of each model."""
    words, codes = zip(*(_coded(stated[name]) for name in ("license", "license_name")), strict=True)
    pairs, places = np.unique(codes[0].astype(np.int64) * len(words[1]) + codes[1], return_inverse=True)
    licences = [
        licence_of(words[0][license], words[1][name])
        for license, name in zip(*np.divmod(pairs, len(words[1])), strict=True)
    ]
    return places.astype(np.int32), licences


def _coded(column: pl.Series) -> tuple[list[str | None], AnyArray]:
    """The distinct texts of a column, and for each row the place of its own."""
    kept = column.unique().drop_nulls().cast(pl.String).sort()
    codes = column.cast(pl.Enum(kept)).to_physical().cast(pl.Int64).fill_null(len(kept))
    return [*kept.to_list(), None], codes.to_numpy()


def _graph(ids: pl.Series, derivations: pl.DataFrame) -> Derived:
    """The derivations between places of `ids`."""
    related = pl.concat([derivations["child"], derivations["parent"]]).unique().to_frame("id")
    numbers = pl.DataFrame({"id": ids}).with_row_index("number").join(related, on="id", how="semi")
    ends = [
        derivations.select(id=end).join(numbers, on="id", how="left", maintain_order="left")["number"].to_numpy()
        for end in ("child", "parent")
    ]
    relation = derivations["relation"].cast(RELATIONS).to_physical().to_numpy().astype(np.uint8)
    child, parent = (end.astype(np.int64) for end in ends)
    return Derived.of_edges(child, parent, relation, len(ids))
