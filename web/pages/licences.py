"""The page of licences: what each rule finds in this snapshot."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.answers.licences import licences
from web.source import source

blueprint = Blueprint("licences", __name__)


@blueprint.get("/licences")
def page() -> ResponseReturnValue:
    return render_template("licences.html", licences=licences(source().graph))
