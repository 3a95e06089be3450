"""The page of help: how common tasks are done, what words mean, and which keys do what."""

from flask import render_template

from lineage.glossary import GLOSSARY
from web.keys import KEYS


def page() -> str:
    return render_template("help.html", glossary=GLOSSARY, groups=KEYS)
