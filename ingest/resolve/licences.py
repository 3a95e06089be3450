"""What the licences of all models come to along their derivations (`lineage.licences`)."""

import numpy as np
import polars as pl

from lineage.frozen.lineage_terms import Derived, LineageTerms, terms_along
from lineage.frozen.storage.arrays import AnyArray
from lineage.licences import known_licences, licence_of
from lineage.licences.rules import VERDICTS, rules_in
from lineage.licences.sets import LicenceSets
from lineage.licences.terms import CLASSES
from lineage.values import Relation

RELATIONS = pl.Enum([relation.value for relation in Relation])


def judgements(models: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """`id` and JUDGED (`ingest.resolve.models`) of all models (`id, license, license_name`), in their
    order; `derivations` are `child, parent, relation`."""
    ids = models["id"]
    terms = _terms(models.select("license", "license_name"), _graph(ids, derivations), ids)
    classes, verdicts = pl.Series(list(map(str, CLASSES))), pl.Series([*map(str, VERDICTS), None], dtype=pl.String)
    return pl.DataFrame(
        {
            "id": ids,
            "license_class": classes.gather(terms.license_class),
            "effective_class": classes.gather(terms.effective_class),
            "license_verdict": verdicts.gather(terms.verdict),
            "license_rules": _rule_names(terms.rules),
        }
    )


def _rule_names(rules: AnyArray) -> pl.Series:
    """The names of the rules that each model meets; null for none."""
    values, codes = np.unique(rules, return_inverse=True)
    names = [[rule.name for rule in rules_in(int(bits))] or None for bits in values.tolist()]
    return pl.Series(names, dtype=pl.List(pl.String)).gather(codes)


def _terms(stated: pl.DataFrame, graph: Derived, ids: pl.Series) -> LineageTerms:
    pairs = stated.unique(maintain_order=True).with_row_index("pair")
    codes = stated.join(pairs, on=stated.columns, how="left", nulls_equal=True, maintain_order="left")["pair"]
    licences = [licence_of(*pair) for pair in pairs.drop("pair").iter_rows()]
    own = codes.to_numpy().astype(np.int32)
    return terms_along(own, licences, graph, LicenceSets(known_licences()), lambda some: ids.gather(some).to_list())


def _graph(ids: pl.Series, derivations: pl.DataFrame) -> Derived:
    """The derivations between places of `ids`."""
    numbers = pl.DataFrame({"id": ids}).with_row_index("number")
    ends = [
        derivations.select(id=end).join(numbers, on="id", how="left", maintain_order="left")["number"].to_numpy()
        for end in ("child", "parent")
    ]
    relation = derivations["relation"].cast(RELATIONS).to_physical().to_numpy().astype(np.uint8)
    child, parent = (end.astype(np.int64) for end in ends)
    return Derived.of_edges(child, parent, relation, len(ids))
