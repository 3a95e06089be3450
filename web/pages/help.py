"""The page of help: how common tasks are done, what words mean, and which keys do what."""

from flask import Blueprint, Flask, render_template, request

from lineage.glossary import GLOSSARY
from web.keys import KEYS, keys_of

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
def page() -> str:
    return render_template("help.html", glossary=GLOSSARY, groups=KEYS)


def register(app: Flask) -> None:
    """Every page knows its keys, for the sheet behind "?"."""
    app.context_processor(lambda: {"key_groups": keys_of(request.endpoint)})
