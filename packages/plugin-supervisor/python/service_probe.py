import socket


class Probe:
    """Sends one request to a service. A good answer proves more than a process that lives for a second."""

    def __init__(self, family, address, path, host):
        self.family, self.address = (
            (socket.AF_UNIX, address) if family == "unix" else (None, address.rsplit(":", 1))
        )
        self.request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: fck\r\nConnection: close\r\n\r\n"
        self.socket = None

    def connect(self):
        if self.family:
            opened = socket.socket(self.family)
            opened.connect(self.address)
        else:
            opened = socket.create_connection(self.address, 1)
        opened.sendall(self.request.encode())
        opened.setblocking(False)
        return opened

    def is_good(self):
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
        return status and b"200" <= status[0] < b"400"
