"""Receives a build from an object store: a process of this host sends it, as any other sender does.

Reads the URLs on standard input: {"index": {"name", "url"}, "packs": {name: url}}.
"""

import collections
import concurrent.futures
import io
import json
import os
import sys
import tarfile
import zlib

from file_trees import start
from receive_build import Sender, end_by_signals, receive_from
from stored import BUILD_FILE, Listed, ask, chunks_of, fail, fetch_index

AT_ONCE = 8
SPAN = 4 << 20
# A gap of unneeded bytes up to this size is fetched too: another request would take longer.
GAP = 256 << 10


class Chunks:
    """The contents of chunks, fetched ahead in the order in which they will be needed."""

    def __init__(self, index, urls, needed):
        self.urls, self.fetched, self.here = urls, 0, {}
        self.pool = concurrent.futures.ThreadPoolExecutor(AT_ONCE)
        self.waiting = collections.deque(spans(index, needed))
        self.under_way = collections.deque()

    def get(self, number):
        while number not in self.here:
            while self.waiting and len(self.under_way) < AT_ONCE:
                self.under_way.append(self.pool.submit(self.fetch, *self.waiting.popleft()))
            self.here.update(self.under_way.popleft().result())
        return self.here[number]

    def drop_before(self, number):
        for earlier in [one for one in self.here if one < number]:
            del self.here[earlier]

    def fetch(self, pack, start, end, chunks):
        body = ask("fetching " + pack[:12], self.urls[pack], span=(start, end))
        self.fetched += len(body)
        try:
            return {
                number: zlib.decompress(body[at - start : at - start + size]) for number, at, size in chunks
            }
        except zlib.error:
            fail(f"{pack[:12]} in the store is not what it was")


def spans(index, needed):
    """What is fetched by one request each: (pack, start, end, chunks in it), in the order of the chunks."""
    found = []
    for number in sorted(needed):
        pack, start, size, _ = index["chunks"][number]
        pack = index["packs"][pack]
        last = found[-1] if found else None
        if last and last[0] == pack and last[2] <= start <= last[2] + GAP and start + size - last[1] <= SPAN:
            last[2] = start + size
            last[3].append((number, start, size))
        else:
            found.append([pack, start, start + size, [(number, start, size)]])
    return found


class Content(io.RawIOBase):
    """The content of one file, put together from its chunks as it is read."""

    def __init__(self, chunks, first, skip, size):
        self.chunks, self.number, self.skip, self.left = chunks, first, skip, size

    def read(self, size=-1):
        parts, wanted = [], self.left if size < 0 else min(size, self.left)
        while wanted > 0:
            part = self.chunks.get(self.number)[self.skip : self.skip + wanted]
            self.skip += len(part)
            if not part:
                self.number, self.skip = self.number + 1, 0
                continue
            parts.append(part)
            wanted -= len(part)
            self.left -= len(part)
        return b"".join(parts)


def entry(path, kind, mode, mtime):
    info = tarfile.TarInfo(path)
    info.type, info.mode, info.mtime = kind, mode, mtime
    return info


class Store(Sender):
    """The other end: a process that fetches what it sends."""

    def __init__(self, urls):
        (given, asked), (output, sent), (self.count, report) = os.pipe(), os.pipe(), os.pipe()
        ours, theirs = (asked, output, self.count), (given, sent, report)

        def work():
            for descriptor in ours:
                os.close(descriptor)
            send(urls, os.fdopen(given, "rb"), os.fdopen(sent, "wb"), report)

        self.process = start(work)
        for descriptor in theirs:
            os.close(descriptor)
        super().__init__(output, asked)

    @property
    def transferred(self):
        return int(os.read(self.count, 32) or b"0")

    def end(self):
        self.input.close()
        self.output.close()
        os.waitpid(self.process, 0)


def fetch(**copy):
    end_by_signals()
    urls = json.load(sys.stdin)
    return receive_from(lambda: Store(urls), **copy)


def send(urls, given, sent, report):
    index = fetch_index(urls["index"]["name"], urls["index"]["url"])
    given.readline()
    text = index["list"].encode("utf-8", "surrogateescape")
    sent.write(b"list whole none %d\n" % len(text) + text)
    sent.flush()
    names = given.read(int(given.readline() or b"0"))
    wanted = set(names.decode("utf-8", "surrogateescape").split("\0"))

    lines = [Listed(line) for line in index["list"].split("\n")[:-1]]
    files = [
        (place, line) for place, line in zip(index["places"], lines) if line.is_odd or line.path in wanted
    ]
    files.sort(key=lambda file: file[0][:2])
    chunks = Chunks(
        index, urls["packs"], {number for place, _ in files for number in chunks_of(place, index["chunks"])}
    )
    with tarfile.open(
        fileobj=sent, mode="w|", format=tarfile.GNU_FORMAT, encoding="utf-8", errors="surrogateescape"
    ) as tar:
        for path, mode, mtime, target in index["others"]:
            info = entry(path, tarfile.DIRTYPE if target is None else tarfile.SYMTYPE, mode, mtime)
            info.linkname = target or ""
            tar.addfile(info)
        for (first, skip, size, mode, mtime), line in files:
            chunks.drop_before(first)
            info = entry(line.path, tarfile.REGTYPE, mode, mtime)
            info.size = size
            tar.addfile(info, Content(chunks, first, skip, size))
        description = index["build"].encode("utf-8", "surrogateescape")
        info = entry("./" + BUILD_FILE, tarfile.REGTYPE, index["build_mode"], index["build_mtime"])
        info.size = len(description)
        tar.addfile(info, io.BytesIO(description))
    sent.flush()
    os.write(report, b"%d" % chunks.fetched)
