"""Requests pages over HTTP. `http.client` is not used: its import alone takes longer than curl."""

import signal
import socket
import sys
from urllib.parse import quote, urljoin, urlsplit

CHUNK = 65536
LONGEST_LINE = 65536
MOST_HEADERS = 1000
PORTS = {"http": 80, "https": 443}
# What a URL may contain, as it is in the configuration. Anything else is encoded.
PLAIN = "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~"


def body(url, host=None, unix=None, seconds=10, headers_file=None):
    """Prints the body of a page, then its status on a line of its own."""
    status, _ = request(url, host, unix, seconds, sys.stdout.buffer.write, lines_in(headers_file))
    sys.stdout.buffer.write(b"\n%d" % status)


def page(url, host=None, unix=None, seconds=10, headers_file=None):
    """Prints the status of a page. If it redirects to https: as if TLS ended in front."""
    headers = lines_in(headers_file)
    status, target = request(url, host, unix, seconds, headers=headers)
    found = ""
    if to_https(status, target):
        status, target = request(url, host, unix, seconds, headers=["X-Forwarded-Proto: https", *headers])
        found = " always" if to_https(status, target) else " followed"
    sys.stdout.write(f"{status}{found}")


def lines_in(headers_file):
    """Further lines of the request's head."""
    if headers_file is None:
        return []
    try:
        with open(headers_file, encoding="utf-8") as lines:
            return lines.read().splitlines()
    except OSError as error:
        raise SystemExit(f"{headers_file}: {error.strerror}") from error


def to_https(status, target):
    return status in (301, 302, 303, 307, 308) and target.startswith("https://")


def ignore(data):
    pass


def request(url, host, unix, seconds, take=ignore, headers=()):
    """Requests a page. Returns its status and where it redirects to; `take` gets the parts of the body."""

    def give_up(*_):
        raise SystemExit(f"no complete answer within {seconds} seconds")

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    parts = urlsplit(url)
    try:
        with connect(parts, unix) as connection, connection.makefile("rb") as answer:
            connection.sendall(request_text(parts, host, headers))
            status, fields = head_of(answer)
            # Those with a status below 200 come before the answer.
            while status < 200:
                status, fields = head_of(answer)
            if status not in (204, 304):
                read_body(answer, fields, take)
    except OSError as error:
        raise SystemExit(error.strerror or str(error)) from error
    except ValueError as error:
        raise SystemExit(f"the answer is not HTTP: {error}") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    location = fields.get(b"location")
    return status, "" if location is None else urljoin(url, location.decode("utf-8", "replace"))


def connect(parts, unix):
    if unix is not None:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(unix)
        return connection
    connection = socket.create_connection((parts.hostname, parts.port or PORTS[parts.scheme]))
    if parts.scheme != "https":
        return connection
    import ssl

    context = ssl.create_default_context()
    # Newer Pythons refuse more certificates than other clients do.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context.wrap_socket(connection, server_hostname=parts.hostname)


def request_text(parts, host, headers):
    path = quote(parts.path or "/", PLAIN) + ("?" + quote(parts.query, PLAIN) if parts.query else "")
    named = parts.netloc
    if parts.port == PORTS[parts.scheme]:
        named = named.rpartition(":")[0]
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {named if host is None else host}",
        "User-Agent: fck",
        "Accept: */*",
        "Connection: close",
        *headers,
    ]
    return "".join(line + "\r\n" for line in [*lines, ""]).encode()


def head_of(answer):
    words = line_of(answer).split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/1."):
        raise ValueError("it has no status")
    fields = {}
    for _ in range(MOST_HEADERS):
        line = line_of(answer)
        if not line:
            return int(words[1]), fields
        name, _, value = line.partition(b":")
        fields[name.strip().lower()] = value.strip()
    raise ValueError("its headers do not end")


def read_body(answer, fields, take):
    if fields.get(b"transfer-encoding", b"").lower().endswith(b"chunked"):
        while copy(answer, int(line_of(answer).split(b";")[0], 16), take):
            line_of(answer)
        while line_of(answer):
            pass
    elif b"content-length" in fields:
        copy(answer, int(fields[b"content-length"]), take)
    else:
        for data in iter(lambda: answer.read1(CHUNK), b""):
            take(data)


def copy(answer, size, take):
    left = size
    while left > 0:
        data = answer.read(min(left, CHUNK))
        if not data:
            raise SystemExit("the answer broke off")
        take(data)
        left -= len(data)
    return size


def line_of(answer):
    line = answer.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise SystemExit("the connection was closed before the end of the answer")
    return line.strip()
