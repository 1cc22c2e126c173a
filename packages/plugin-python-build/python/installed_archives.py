"""Prints from which archives pip installed packages, as its reports say: {name: {version, sha256}} as JSON.

usage: installed_archives.py REPORT...

REPORT  what `pip install --report` wrote; one that does not exist is left out

`sha256` is null for packages that come from no archive: folders and repositories. Addresses are left out,
since they may hold passwords.
"""

import json
import pathlib
import sys

from metadata import normal


def archives_in(reports):
    archives = {}
    for report in map(pathlib.Path, reports):
        if report.exists():
            for item in json.loads(report.read_text("utf-8"))["install"]:
                archive = item["download_info"].get("archive_info", {})
                archives[normal(item["metadata"]["name"])] = {
                    "version": item["metadata"]["version"],
                    "sha256": archive.get("hashes", {}).get("sha256"),
                }
    return archives


if __name__ == "__main__":
    print(json.dumps(archives_in(sys.argv[1:])))
