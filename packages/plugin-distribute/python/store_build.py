"""Stores a build in an object store: files that an earlier build stored are reused, the others become packs.

Runs in the folder of the build, and changes nothing there. Reads the build's marked list on descriptor 3.
Exchanges lines of JSON with fck:

    read first    {"base": {"name", "url"} or null, "packs": [names of packs that are still stored],
                  "limit": number of packs that a build may need}
    each object   writes {"put": name, "size": bytes}, reads {"url": where to store it, or null if stored}
    written last  {"index": name, "packs": [names], "files", "new_files", "bytes", "stored"}
"""

import collections
import concurrent.futures
import gzip
import hashlib
import json
import os
import stat
import sys
import zlib

from stored import BUILD_FILE, Listed, ask, chunks_of, fail, fetch_index

CHUNK = 256 << 10
PACK = 16 << 20
LEVEL = 4
UPLOADS = 3


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class Uploads:
    """Stores objects while others are made; bounded, because each is held in memory."""

    def __init__(self):
        self.pool = concurrent.futures.ThreadPoolExecutor(UPLOADS)
        self.under_way, self.stored = collections.deque(), 0

    def put(self, body):
        name = hashlib.sha256(body).hexdigest()
        say({"put": name, "size": len(body)})
        url = json.loads(sys.stdin.readline() or "null")
        if url is None:
            fail("fck gave no URL to store it")
        if url["url"] is not None:
            self.stored += len(body)
            self.under_way.append(self.pool.submit(ask, "storing " + name[:12], url["url"], body))
            if len(self.under_way) > UPLOADS:
                self.under_way.popleft().result()
        return name

    def finish(self):
        while self.under_way:
            self.under_way.popleft().result()


class Packs:
    """Assembles contents: `add` returns the place of each."""

    def __init__(self, index, uploads):
        self.index, self.uploads = index, uploads
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1)
        self.raw, self.deflated, self.number = bytearray(), collections.deque(), 0
        self.pack, self.made = bytearray(), []

    def add(self, pieces):
        # A chunk gets the next number as soon as it is begun: the index lists it after the reused chunks.
        place = [self.number, len(self.raw)]
        for piece in pieces:
            self.raw += piece
            while len(self.raw) >= CHUNK:
                self.deflate(bytes(self.raw[:CHUNK]))
                del self.raw[:CHUNK]
        return place

    def deflate(self, raw):
        self.number += 1
        self.deflated.append((len(raw), self.pool.submit(zlib.compress, raw, LEVEL)))
        if len(self.deflated) > 2 * (os.cpu_count() or 1):
            self.take()

    def take(self):
        size, future = self.deflated.popleft()
        body = future.result()
        self.made.append([len(self.index["packs"]), len(self.pack), len(body), size])
        self.pack += body
        if len(self.pack) >= PACK:
            self.close()

    def close(self):
        self.index["packs"].append(self.uploads.put(bytes(self.pack)))
        self.pack = bytearray()

    def finish(self):
        if self.raw:
            self.deflate(bytes(self.raw))
        while self.deflated:
            self.take()
        if self.pack:
            self.close()
        return self.made


class Base:
    """The files of an earlier build that are still in the store, by their SHA-256."""

    def __init__(self, base, there, limit, wanted):
        self.index = (
            fetch_index(base["name"], base["url"])
            if base
            else {"packs": [], "chunks": [], "list": "", "places": []}
        )
        chunks = self.index["chunks"]
        self.places = {}
        for line, place in zip(self.index["list"].split("\n"), self.index["places"]):
            sha = Listed(line).sha
            if sha in wanted and all(self.pack_of(chunk) in there for chunk in chunks_of(place, chunks)):
                self.places[sha] = place
        self.leave_small_packs(limit)

    def pack_of(self, chunk):
        return self.index["packs"][self.index["chunks"][chunk][0]]

    def packs_of(self, place):
        return {self.pack_of(chunk) for chunk in chunks_of(place, self.index["chunks"])}

    def leave_small_packs(self, limit):
        """If a build would need too many packs, stores the files of the least used ones again, together."""
        used = collections.Counter()
        for place in self.places.values():
            for pack in self.packs_of(place):
                used[pack] += place[2]
        if len(used) < limit:
            return
        left = {pack for pack, _ in used.most_common()[limit // 2 :]}
        self.places = {sha: place for sha, place in self.places.items() if not left & self.packs_of(place)}

    def moved_into(self, index):
        """Adds the packs and chunks that are still needed to an index, and returns the places in it."""
        chunks = self.index["chunks"]
        needed = sorted({chunk for place in self.places.values() for chunk in chunks_of(place, chunks)})
        index["packs"] = sorted({self.pack_of(chunk) for chunk in needed})
        numbers = {pack: number for number, pack in enumerate(index["packs"])}
        index["chunks"] = [[numbers[self.pack_of(chunk)]] + chunks[chunk][1:] for chunk in needed]
        moved = {chunk: number for number, chunk in enumerate(needed)}
        return {
            sha: [moved.get(first, 0), skip, size] for sha, (first, skip, size, _, _) in self.places.items()
        }


def content_of(line):
    """The pieces of a file; ends if they are not what the build's list says."""
    digest = hashlib.sha256()
    with open(line.file, "rb") as file:
        for piece in iter(lambda: file.read(CHUNK), b""):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != line.sha:
        fail(f"{line.path} was changed after the build was sealed")


def others():
    """Folders and links, each folder before what is in it."""
    for folder, folders, files in os.walk("."):
        yield folder
        for name in folders + files:
            path = os.path.join(folder, name)
            if os.path.islink(path):
                yield path


def described(path):
    info = os.lstat(path)
    is_link = stat.S_ISLNK(info.st_mode)
    return [path, stat.S_IMODE(info.st_mode), int(info.st_mtime), os.readlink(path) if is_link else None]


def main(text):
    asked = json.loads(sys.stdin.readline())
    lines = [Listed(line) for line in text.split("\n")[:-1]]
    with open(BUILD_FILE, encoding="utf-8", errors="surrogateescape") as file:
        build = file.read()
    index = {"list": text, "build": build, "others": [described(path) for path in others()]}
    _, index["build_mode"], index["build_mtime"], _ = described(BUILD_FILE)
    base = Base(asked["base"], set(asked["packs"]), asked["limit"], {line.sha for line in lines})
    kept = base.moved_into(index)

    uploads = Uploads()
    packs = Packs(index, uploads)
    packs.number = len(index["chunks"])
    places, new_files = [], 0
    for line in lines:
        info = os.lstat(line.file)
        if line.sha not in kept:
            new_files += 1
            kept[line.sha] = packs.add(content_of(line)) + [info.st_size]
        places.append(kept[line.sha] + [stat.S_IMODE(info.st_mode), int(info.st_mtime)])
    index["chunks"] += packs.finish()
    index["places"] = places
    uploads.finish()
    name = uploads.put(gzip.compress(json.dumps(index, separators=(",", ":")).encode()))
    uploads.finish()
    say(
        {
            "index": name,
            "packs": index["packs"],
            "files": len(lines),
            "new_files": new_files,
            "bytes": sum(place[2] for place in places),
            "stored": uploads.stored,
        }
    )


with os.fdopen(3, encoding="utf-8", errors="surrogateescape", newline="\n") as given:
    main(given.read())
