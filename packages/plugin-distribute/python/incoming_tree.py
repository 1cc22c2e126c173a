"""The tree of a build that arrives, from files of a base and of an archive. All of them are verified."""

import hashlib
import os
import stat

import tar_stream
from copy_folders import OWN_FILES, Sums, has_sealed_mode, is_spare, make_links, remove_empty_folders
from file_trees import entries
from marked_list import Listed, marked
from own_folders import BUILD_FILE, FILE_LIST, make_writable


class Base:
    """A sealed build of this host. Its files that were written to since its seal are left out."""

    def __init__(self, folder: bytes) -> None:
        self.folder, self.lines, self.found, self.files = folder, [], [], {}

    def list(self) -> bool:
        """Finds its files. False if it is not there any more."""
        try:
            sealed = os.lstat(os.path.join(self.folder, BUILD_FILE)).st_mtime_ns
            self.found = entries(self.folder)
            self.lines = self.lines or marked(self.folder, self.found)
        except FileNotFoundError:
            self.found = []
            return False
        self.files = {
            path: facts
            for path, facts in self.found
            if stat.S_ISREG(facts.st_mode) and facts.st_mtime_ns <= sealed
        }
        return True

    def has(self, path: bytes, facts: os.stat_result) -> bool:
        """Whether a file is a link to the file of that name, which nobody has written to."""
        own = self.files.get(path)
        return own is not None and own.st_mtime_ns == facts.st_mtime_ns and os.path.samestat(own, facts)


class Tree:
    def __init__(self, folder: bytes, lines: "list[bytes]", base: Base, sums: Sums) -> None:
        self.folder, self.base, self.sums = folder, base, sums
        self.listed = {listed.path: listed for listed in map(Listed, lines)}
        in_base = set(base.lines)
        # Files that the base has too.
        self.same = {
            path
            for path, listed in self.listed.items()
            if listed.line in in_base and not listed.is_odd and path in base.files
        }
        self.arrived = {}
        self.size = 0

    def assemble(self, spare: bytes) -> "list[bytes]":
        """
        Makes the tree of what an interrupted copy or a preparation has left, or of a removed build, and of
        links to files of the base. Returns the names of the files that are missing.
        """
        if not os.path.lexists(self.folder) and self.same and is_spare(spare):
            os.rename(spare, self.folder)
        os.makedirs(self.folder, exist_ok=True)
        kept = self._keep_complete()
        missing = [path for path, listed in self.listed.items() if not listed.is_odd and path not in kept]
        failed = make_links(self.base.folder, self.folder, (path for path in missing if path in self.same))
        failed += (path for path in missing if path not in self.same)
        return failed

    def _keep_complete(self) -> "set[bytes]":
        """Removes everything but complete files. Files with odd names always arrive again."""
        found = entries(self.folder)
        make_writable(self.folder, os.lstat(self.folder).st_mode)
        for path, facts in found:
            if stat.S_ISDIR(facts.st_mode):
                make_writable(self._at(path), facts.st_mode)
        kept = {path for path, facts in found if path in self.same and self.base.has(path, facts)}
        others = [(path, facts) for path, facts in found if path not in kept and self._may_stay(path, facts)]
        self.sums.hash(self.folder, others)
        kept.update(path for path, facts in others if self.sums.get(path, facts) == self.listed[path].sha)
        for path, facts in found:
            if not stat.S_ISDIR(facts.st_mode) and path not in kept:
                os.unlink(self._at(path))
        remove_empty_folders(self.folder, found)
        return kept

    def _may_stay(self, path: bytes, facts: os.stat_result) -> bool:
        listed = self.listed.get(path)
        return (
            listed is not None and not listed.is_odd and has_sealed_mode(facts) and listed.fits(facts.st_mode)
        )

    def write_list(self) -> None:
        with open(self._at(FILE_LIST), "xb") as file:
            file.write(b"".join(listed.line[1:] + b"\n" for listed in self.listed.values()))
            os.fchmod(file.fileno(), 0o444)

    def extract(self, stream: tar_stream.Stream, wanted: "set[bytes]") -> None:
        """Writes the files of an archive, and hashes them meanwhile. Links are made at the end."""
        others = []
        for entry in tar_stream.entries(stream):
            listed = self.listed.get(entry.path)
            if entry.kind == tar_stream.FILE:
                if entry.path in wanted or entry.path == OWN_FILES[0] or (listed and listed.is_odd):
                    self._write(entry, stream)
                else:
                    stream.skip(entry.size)
            else:
                stream.skip(entry.size)
                others.append(entry)
                # Files come into it. No link leads out of the tree before all of them are there.
                if entry.kind == tar_stream.DIRECTORY:
                    os.makedirs(self._at(entry.path), exist_ok=True)
        for entry in reversed(others):
            self._finish(entry)

    def _write(self, entry: tar_stream.Entry, stream: tar_stream.Stream) -> None:
        path, digest = self._at(entry.path), hashlib.sha256()
        file = self._create(path)
        try:
            for part in stream.parts(entry.size):
                digest.update(part)
                while part:
                    part = part[os.write(file, part) :]
            os.utime(file, (entry.mtime, entry.mtime))
            os.fchmod(file, entry.mode)
            self.arrived[entry.path] = entry.size
            self.sums.add(entry.path, os.fstat(file), digest.hexdigest().encode())
        finally:
            os.close(file)

    def _create(self, path: bytes) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        try:
            return os.open(path, flags, 0o600)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, flags, 0o600)

    def _finish(self, entry: tar_stream.Entry) -> None:
        path = self._at(entry.path)
        if entry.kind == tar_stream.LINK:
            os.symlink(entry.target, path)
        elif entry.kind == tar_stream.PIPE:
            os.mkfifo(path, 0o600)
        elif entry.kind != tar_stream.DIRECTORY:
            return
        if entry.kind != tar_stream.LINK:
            os.chmod(path, entry.mode)
        os.utime(path, (entry.mtime, entry.mtime), follow_symlinks=False)

    def differing(self) -> "list[bytes]":
        """The names of files that differ, are missing or not on the list. Those that exist are removed."""
        found = [
            (path, facts)
            for path, facts in entries(self.folder)
            if stat.S_ISREG(facts.st_mode) and path not in OWN_FILES
        ]
        self.size = sum(facts.st_size for _, facts in found)
        linked = {path for path, facts in found if path in self.same and self.base.has(path, facts)}
        self.sums.hash(self.folder, [file for file in found if file[0] not in linked])
        whole = {
            path
            for path, facts in found
            if path in linked or path in self.listed and self._is_listed(self.listed[path], facts)
        }
        extra = [path for path, _ in found if path not in whole]
        for path in extra:
            folder = os.path.dirname(self._at(path))
            make_writable(folder, os.lstat(folder).st_mode)
            os.unlink(self._at(path))
        return extra + [path for path in self.listed if path not in whole and path not in extra]

    def _is_listed(self, listed: Listed, facts: os.stat_result) -> bool:
        return listed.fits(facts.st_mode) and self.sums.get(listed.path, facts) == listed.sha

    def is_described(self) -> bool:
        path = self._at(BUILD_FILE)
        return os.path.isfile(path) and os.path.getsize(path) > 0

    def _at(self, path: bytes) -> bytes:
        return os.path.join(self.folder, path)
