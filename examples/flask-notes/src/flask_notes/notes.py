"""The pages."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for

from .database import connection
from .markdown import to_html

LONGEST_NOTE = 4000

pages = Blueprint("notes", __name__)
pages.add_app_template_filter(to_html, "markdown")


@pages.get("/")
def index():
    found = connection().execute("SELECT * FROM note ORDER BY id DESC LIMIT 100").fetchall()
    return render_template("index.html", notes=found, longest_note=LONGEST_NOTE)


@pages.get("/notes/<int:number>")
def show(number):
    found = connection().execute("SELECT * FROM note WHERE id = ?", (number,)).fetchone()
    return render_template("note.html", note=found) if found else abort(404)


@pages.post("/notes")
def add():
    text = request.form.get("text", "").strip()
    if not text or len(text) > LONGEST_NOTE:
        abort(400, f"A note has between 1 and {LONGEST_NOTE} characters.")
    with connection() as changes:
        changes.execute("INSERT INTO note (text) VALUES (?)", (text,))
    return redirect(url_for("notes.index"))


@pages.post("/notes/<int:number>/delete")
def delete(number):
    with connection() as changes:
        changes.execute("DELETE FROM note WHERE id = ?", (number,))
    return redirect(url_for("notes.index"))


@pages.get("/health")
def health():
    """Answers only if the notes can be read."""
    count = connection().execute("SELECT count(*) FROM note").fetchone()[0]
    return {"status": "ok", "build": current_app.config["RELEASE"].build, "notes": count}
