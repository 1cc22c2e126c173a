"""A small notebook on the web."""

import os

from flask import Flask

from . import database, notes
from .origin import refuse_other_sites
from .release import Release

HEADLINE = "Notes that outlive their deploy"


def create_app(data_folder=None):
    """Makes the application.

    data_folder is where notes are kept. Default: the environment's NOTES_DATA, else a folder of this user
    below the system's temporary one. Never beside the code: a deployed build is read-only.
    """
    app = Flask(__name__)
    app.config["DATABASE"] = database.prepare(data_folder or os.environ.get("NOTES_DATA"))
    release = Release.from_environment()
    app.config["RELEASE"] = release
    app.before_request(refuse_other_sites)
    app.teardown_appcontext(database.close)
    app.context_processor(lambda: {"headline": HEADLINE, "release": release})
    app.register_blueprint(notes.pages)
    return app
