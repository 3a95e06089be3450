"""What a query string may hold: one declaration a parameter, from which checking, the page /api and OpenAPI follow."""

from web.parameters.bom import BOM, BomQuery
from web.parameters.declare import NOTHING, QueryParameter, RequestQuery
from web.parameters.export import EXPORT, ExportQuery
from web.parameters.fixes import FIXES, FixQuery
from web.parameters.impact import IMPACT, IMPACT_PAGE, ImpactQuery
from web.parameters.lists import (
    CHILDREN,
    CHILDREN_PAGE,
    COUNTED,
    PAGING,
    SEARCH,
    SELECT,
    TABLE,
    FacetQuery,
    ListQuery,
    TableQuery,
)

__all__ = [
    "BOM",
    "CHILDREN",
    "CHILDREN_PAGE",
    "COUNTED",
    "EXPORT",
    "FIXES",
    "IMPACT",
    "IMPACT_PAGE",
    "NOTHING",
    "PAGING",
    "SEARCH",
    "SELECT",
    "TABLE",
    "BomQuery",
    "ExportQuery",
    "FacetQuery",
    "FixQuery",
    "ImpactQuery",
    "ListQuery",
    "QueryParameter",
    "RequestQuery",
    "TableQuery",
]
