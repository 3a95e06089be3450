"""The pages, one a module: server-rendered, so that all but the map and the subtree work without scripts."""

from web.pages import (
    bom,
    claims,
    compare,
    console,
    fixes,
    growth,
    help,
    home,
    impact,
    licences,
    model,
    outline,
    owners,
    quality,
    questions,
    reference,
    search,
    site,
    subtree,
    table,
    variants,
)

BLUEPRINTS = tuple(
    page.blueprint
    for page in (
        home,
        model,
        impact,
        variants,
        bom,
        subtree,
        outline,
        table,
        owners,
        fixes,
        compare,
        growth,
        licences,
        claims,
        questions,
        quality,
        search,
        reference,
        console,
        help,
        site,
    )
)
