"""Makes packages forget the temporary wheels that they were installed from.

pip notes the wheel's path and hash in direct_url.json. Neither means anything once the wheel is gone, and
both would make two builds of the same sources differ.
"""

import csv
import pathlib

NOTE = "direct_url.json"


def forget_origin(library):
    """Removes the notes of all packages in a folder."""
    for note in pathlib.Path(library).glob("*.dist-info/" + NOTE):
        record = note.with_name("RECORD")
        with record.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.reader(file) if row[0] != f"{note.parent.name}/{NOTE}"]
        with record.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        note.unlink()
