"""Keeps other sites from posting in a visitor's name."""

from flask import abort, request


def refuse_other_sites():
    """Browsers say where a request comes from; only what changes something has to come from our own pages."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in (
        "same-origin",
        "none",
    ):
        abort(403)
