"""What both ends of a copy through an object store share: access to objects, and the format of an index.

A build's files are stored in *packs*. A pack is a sequence of *chunks*. Each chunk is the deflated form of up
to 256 KiB of files' contents, one after the other; a file may begin in one chunk and end in a later one. The
*index* of a build lists the chunks and says where each file begins. Packs and indexes are named by their
SHA-256, so equal ones are stored once. A file that an earlier build has, by its SHA-256, stays in the pack
that holds it. An index holds

    packs    names of packs
    chunks   [number of the pack, where it begins there, its size there, size of its content]
    list     the build's marked list of files (see marked-list.ts)
    places   for each line of the list: [number of the first chunk, offset in it, size, mode, mtime]
    others   [path, mode, mtime, target of the link; null for a folder]
    build    the text of build.json, with build_mode and build_mtime

Uses only the standard library, and runs on Python 3.6. URLs are secrets: no message contains one.
"""

import gzip
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request

ATTEMPTS = 5
TIMEOUT = 60
REASONS = {403: " (denied, or the URL is too old)", 404: " (it is not there any more)"}
BUILD_FILE = "build.json"


def fail(why):
    sys.stderr.write(why + "\n")
    sys.stderr.flush()
    os._exit(1)


def ask(what, url, data=None, span=None):
    """Fetches an object, or a span of it (begin, end), or stores one. Retries temporary failures."""
    for attempt in range(1, ATTEMPTS + 1):
        headers = {"Range": f"bytes={span[0]}-{span[1] - 1}"} if span else {}
        # An empty type: otherwise urllib sends a type of its own, which the signature does not cover.
        if data is not None:
            headers["Content-Type"] = ""
        request = urllib.request.Request(url, data, headers, method="GET" if data is None else "PUT")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                body = answer.read()
            if span is None or len(body) == span[1] - span[0]:
                return body
            why = f"it is {len(body)} bytes instead of {span[1] - span[0]}"
        except urllib.error.HTTPError as error:
            why = f"the store answers {error.code}"
            if error.code < 500 and error.code not in (408, 429):
                fail(f"{what}: {why}{REASONS.get(error.code, '')}")
        except Exception as error:
            why = str(getattr(error, "reason", error)) or type(error).__name__
        if attempt == ATTEMPTS:
            fail(f"{what}: {why}")
        time.sleep(0.2 * 2**attempt)


def fetch_index(name, url):
    body = ask("fetching the index", url)
    if hashlib.sha256(body).hexdigest() != name:
        fail("the index in the store is not what its name says")
    return json.loads(gzip.decompress(body).decode())


class Listed:
    """A line of a marked list: x or - (executable or not) or = (an odd name), the SHA-256, the path."""

    def __init__(self, line):
        self.is_odd = line[0] == "="
        escaped = line[1] == "\\"
        text = line[2:] if escaped else line[1:]
        self.sha, path = text[:64], text[66:]
        self.path = unescaped(path) if escaped else path

    @property
    def file(self):
        """The path as files are opened by it: Python 3.6 takes names for ASCII where the language is C."""
        return self.path.encode("utf-8", "surrogateescape")


def unescaped(path):
    names = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}
    parts, at = [], 0
    while at < len(path):
        pair = path[at : at + 2]
        parts.append(names.get(pair, path[at]))
        at += 2 if pair in names else 1
    return "".join(parts)


def chunks_of(place, chunks):
    """The numbers of the chunks in which a file's content stands."""
    first, skip, size = place[:3]
    number, end = first, skip + size
    while size > 0 and end > 0:
        yield number
        end -= chunks[number][3]
        number += 1
