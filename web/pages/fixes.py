"""The fix-it list of an owner: what to mend in its cards, and each patch to copy or as a file."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lineage.errors import BadInput
from lineage.fixes import card_fix, owner_fixes
from web.answers.fixes import fix_list
from web.parameters.fixes import FIXES
from web.presentation.links import page_query
from web.source import source, stored

CARDS = 20
"""Cards on a page."""


def page(owner: str) -> ResponseReturnValue:
    query = page_query(FIXES)
    found = fix_list(owner_fixes(source().graph, stored(), owner), query)
    return render_template("fixes.html", fixes=found, query=query)


def file(owner: str, name: str) -> ResponseReturnValue:
    """The front matter of one model's card, to put in place of its own keys of these names."""
    found = card_fix(source().graph, stored(), f"{owner}/{name}")
    if found is None:
        raise BadInput(f"nothing to mend in the card of {owner}/{name}", f"all that is: /owners/{owner}/fixes")
    headers = {"Content-Disposition": f'attachment; filename="{found.file}"'}
    return Response(f"---\n{found.patch.block}---\n", headers=headers, mimetype="text/markdown")
