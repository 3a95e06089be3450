"""The page of licences: what each rule finds in this snapshot."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lineage.licences.rules import REFERENCE
from web.answers.licences import licences
from web.source import source


def page() -> ResponseReturnValue:
    return render_template("licences.html", licences=licences(source().graph), reference=REFERENCE)
