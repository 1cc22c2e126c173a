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


def body(url, host=None, unix=None, seconds=10, headers_file=None, own_tls=False):
    """Prints the body of a page, then its status on a line of its own."""
    head = lines_in(headers_file)
    status, _ = request(url, host, unix, seconds, own_tls, sys.stdout.buffer.write, head)
    sys.stdout.buffer.write(b"\n%d" % status)


def page(url, host=None, unix=None, seconds=10, headers_file=None, own_tls=False):
    """Prints the status of a page. If it redirects to https: as if TLS ended in front."""
    headers = lines_in(headers_file)
    status, target = request(url, host, unix, seconds, own_tls, headers=headers)
    found = ""
    if to_https(status, target):
        forwarded = ["X-Forwarded-Proto: https", *headers]
        status, target = request(url, host, unix, seconds, own_tls, headers=forwarded)
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


def certificate(url, host=None, seconds=10):
    """Prints the certificate that a server shows to those who ask for a name, as PEM."""
    give_up_after(seconds)
    parts = urlsplit(url)
    import ssl

    try:
        with connect(parts, None, host or parts.hostname) as connection:
            sys.stdout.write(ssl.DER_cert_to_PEM_cert(connection.getpeercert(True)))
    except OSError as error:
        raise SystemExit(error.strerror or str(error)) from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def to_https(status, target):
    return status in (301, 302, 303, 307, 308) and target.startswith("https://")


def ignore(data):
    pass


def request(url, host, unix, seconds, own_tls, take=ignore, headers=()):
    """Requests a page. Returns its status and where it redirects to; `take` gets the parts of the body."""
    give_up_after(seconds)
    parts = urlsplit(url)
    try:
        own_name = (host or parts.hostname) if own_tls else None
        with connect(parts, unix, own_name) as connection, connection.makefile("rb") as answer:
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


def give_up_after(seconds):
    def give_up(*_):
        raise SystemExit(f"no complete answer within {seconds} seconds")

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def connect(parts, unix, own_name=None):
    """Connects to the address of a URL, or to a socket.

    `own_name`: the name to ask for in the TLS handshake. Then every issuer is trusted.
    """
    if unix is not None:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(unix)
        return connection
    connection = socket.create_connection((parts.hostname, parts.port or PORTS[parts.scheme]))
    if parts.scheme != "https":
        return connection
    import ssl

    if own_name is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(connection, server_hostname=own_name)
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
