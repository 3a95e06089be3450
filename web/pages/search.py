"""What the search box finds: the table, narrowed by words."""

from flask.typing import ResponseReturnValue

from web.pages import table


def page() -> ResponseReturnValue:
    return table.everything()
