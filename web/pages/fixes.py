"""The fix-it list of an owner or an organisation: what to mend in its cards, and each patch to copy or as a file."""

import shlex

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from lineage.errors import BadInput
from lineage.fixes import card_fix, owner_fixes
from lineage.owners.progenitors import ORGANISATION
from web.answers.fixes import fix_list
from web.parameters.fixes import FIXES
from web.presentation.links import page_query
from web.source import source, stored

CARDS = 20
"""Cards on a page."""


def page(owner: str) -> ResponseReturnValue:
    return _page(owner, url_for("owners.owner", owner=owner))


def organisation(name: str) -> ResponseReturnValue:
    return _page(f"{ORGANISATION}{name}", url_for("owners.organisation", name=name))


def _page(owner: str, about: str) -> ResponseReturnValue:
    """The list of an owner or an organisation, as `owner_or_organisation` reads it, whose page is `about` it."""
    query = page_query(FIXES)
    found = fix_list(owner_fixes(source().graph, stored(), owner), query)
    return render_template(
        "fixes.html", fixes=found, query=query, asked=owner, in_shell=shlex.quote(owner), about=about
    )


def file(owner: str, name: str) -> ResponseReturnValue:
    """The front matter of one model's card, to put in place of its own keys of these names."""
    found = card_fix(source().graph, stored(), f"{owner}/{name}")
    if found is None:
        raise BadInput(f"nothing to mend in the card of {owner}/{name}", f"all that is: /owners/{owner}/fixes")
    headers = {"Content-Disposition": f'attachment; filename="{found.file}"'}
    return Response(f"---\n{found.patch.block}---\n", headers=headers, mimetype="text/markdown")
