"""What the search box finds: the table, narrowed by words."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.pages import table

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def page() -> ResponseReturnValue:
    return table.everything()
