import socket


class Probe:
    """Sends one request to a service. A good answer proves more than a process that lives for a second."""

    def __init__(self, family: str, address: str, path: str, host: str) -> None:
        self.is_unix, self.address = family == "unix", address
        self.request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: fck\r\nConnection: close\r\n\r\n"
        self.socket = None

    def connect(self) -> socket.socket:
        if self.is_unix:
            opened = socket.socket(socket.AF_UNIX)
            opened.connect(self.address)
        else:
            opened = socket.create_connection(self.address.rsplit(":", 1), 1)
        opened.sendall(self.request.encode())
        opened.setblocking(False)
        return opened

    def is_good(self) -> bool:
        try:
            self.socket = self.socket or self.connect()
            status = self.socket.recv(1024).split(b" ")[1:2]
        except BlockingIOError:
            return False
        except OSError:
            status = []
        if self.socket:
            self.socket.close()
        self.socket = None
        return bool(status) and b"200" <= status[0] < b"400"
