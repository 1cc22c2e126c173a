#!/usr/bin/env python3
"""Brings an EC2 instance to the last good build of its role, as `fck ec2 user-data` printed it.

cloud-init runs it as root at the first boot. Running it again is safe. It contains no secret: the instance
profile lets the instance fetch the kit (fck, its plugins, the project's configuration) from the bucket, and
the kit is unpacked only if it has the SHA-256 in these settings. Then fck itself does the rest, as the role's
login user.
All output is also written to /var/log/fck-boot.log.
"""

import datetime
import hashlib
import hmac
import http.client
import json
import os
import platform
import pwd
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

SETTINGS = json.loads(r"""@SETTINGS@""")

METADATA = os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254").rstrip("/")
HOME = "/opt/fck"
LOG = "/var/log/fck-boot.log"
# The configuration's environment variables: lines NAME=value, readable only for root.
VARIABLES = "/etc/fck/{project}.env"
OLDEST_NODE = (20, 19)
# Seconds between attempts to fetch something: credentials of a new instance profile may take a while to work.
PAUSES = (1, 2, 4, 8, 15, 30, 30)
# Time limit of fck in seconds.
PATIENCE = 45 * 60


# The metadata service is local to this machine: it is not reached through a proxy.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Failure(Exception):
    """The error as a sentence for readers of the log."""


def main():
    if os.geteuid() != 0:
        raise Failure("this must run as root, as cloud-init does")
    variables = variables_of_project()
    kit = unpacked_kit()
    node = usable_node() or fetched_node()
    say(f"fck brings this machine to the last good build of {SETTINGS['role']}")
    run_fck(node, kit, variables)


# The instance


def metadata(path, method="GET", headers=None):
    """What the metadata service (IMDSv2) says of this instance."""
    request = urllib.request.Request(METADATA + path, method=method, headers=headers or {})
    with DIRECT.open(request, timeout=5) as answer:
        return answer.read().decode()


def credentials():
    """Those of the instance profile. They end after some hours, and are never written down."""
    token = metadata("/latest/api/token", "PUT", {"X-aws-ec2-metadata-token-ttl-seconds": "300"})
    headers = {"X-aws-ec2-metadata-token": token}
    path = "/latest/meta-data/iam/security-credentials/"
    try:
        role = metadata(path, headers=headers).split("\n")[0].strip()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            raise Failure("the instance has no instance profile: name one in the launch template") from error
        raise
    found = json.loads(metadata(path + role, headers=headers))
    if "AccessKeyId" not in found:
        raise ValueError(
            "the instance profile has no credentials (%s)" % (found.get("Message") or found.get("Code"))
        )
    return found


# The kit


def unpacked_kit():
    """The folder of the kit. One that was unpacked by an earlier boot is used again."""
    folder = os.path.join(HOME, "kits", SETTINGS["kit"]["sha256"])
    if not os.path.isdir(folder):
        say(f"fetching the kit from {SETTINGS['kit']['url']}")
        unpack(
            trying("the kit", lambda: get(SETTINGS["kit"]["url"], signed=True)),
            SETTINGS["kit"]["sha256"],
            folder,
        )
    return folder


def signature(keys, region, service, url, headers, when):
    """The headers that sign a GET by AWS's Signature Version 4. `when`: 20130524T000000Z."""
    parts = urllib.parse.urlsplit(url)
    nothing = hashlib.sha256(b"").hexdigest()
    signed = dict(headers, **{"host": parts.netloc, "x-amz-content-sha256": nothing, "x-amz-date": when})
    if keys.get("Token"):
        signed["x-amz-security-token"] = keys["Token"]
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name].strip()}\n" for name in sorted(signed))
    request = "\n".join(["GET", parts.path or "/", parts.query, lines, names, nothing])
    scope = "/".join([when[:8], region, service, "aws4_request"])
    text = "\n".join(["AWS4-HMAC-SHA256", when, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = ("AWS4" + keys["SecretAccessKey"]).encode()
    for word in scope.split("/"):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    proof = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = f"{keys['AccessKeyId']}/{scope}"
    signed["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={proof}"
    )
    return signed


def get(url, signed=False):
    """The bytes at a URL."""
    headers = {}
    if signed:
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        headers = signature(credentials(), SETTINGS["region"], "s3", url, {}, now)
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return answer.read()


def trying(what, work):
    """Does something that may fail for a while after an instance was made, a bounded number of times."""
    for pause in PAUSES + (None,):
        try:
            return work()
        except (OSError, ValueError, http.client.HTTPException) as error:
            why = said_by(error)
            if pause is None:
                raise Failure(f"{what} cannot be fetched: {why}") from error
            say(f"{what}: {why}; again in {pause} s")
            time.sleep(pause)


def said_by(error):
    """An error in words, with what S3 says of it."""
    if not isinstance(error, urllib.error.HTTPError):
        return str(error)
    code = re.search(rb"<Code>(\w+)</Code>", error.read(2000) or b"")
    return f"{error} {code.group(1).decode() if code else ''}"


def unpack(archive, sha256, folder):
    """Unpacks an archive if its checksum is right. The folder appears whole; only root may write in it."""
    found = hashlib.sha256(archive).hexdigest()
    if found != sha256:
        raise Failure(f"what was fetched has the SHA-256 {found}, not {sha256}: nothing of it is used")
    os.makedirs(os.path.dirname(folder), mode=0o755, exist_ok=True)
    part = tempfile.mkdtemp(dir=os.path.dirname(folder))
    try:
        with tempfile.TemporaryFile() as file:
            file.write(archive)
            file.seek(0)
            with tarfile.open(fileobj=file, mode="r:gz") as tar:
                tar.extractall(part)
        os.chmod(part, 0o755)
        os.rename(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


# Node


def usable_node():
    """The Node of the image, if it is new enough."""
    node = shutil.which("node")
    if node is None:
        return None
    version = subprocess.run([node, "--version"], stdout=subprocess.PIPE, universal_newlines=True).stdout
    numbers = [int(number) for number in re.findall(r"\d+", version)[:2]]
    return node if tuple(numbers) >= OLDEST_NODE else None


def fetched_node():
    """The official Node that was pinned when this was printed."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
    release = SETTINGS["node"].get(machine)
    if release is None:
        oldest = ".".join(map(str, OLDEST_NODE))
        raise Failure(f"there is no Node {oldest} or newer: install one in the image")
    folder = os.path.join(HOME, "node", release["name"])
    if not os.path.isdir(folder):
        say(f"fetching Node from {release['url']}")
        unpack(trying("Node", lambda: get(release["url"])), release["sha256"], folder)
    return os.path.join(folder, release["name"], "bin", "node")


# fck


def variables_of_project():
    """What the configuration takes from the environment, which is no part of the kit."""
    path = VARIABLES.format(**SETTINGS)
    found = {}
    if os.path.exists(path):
        with open(path) as file:
            lines = [line.strip() for line in file]
        found = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    missing = [name for name in SETTINGS["variables"] if name not in found]
    if missing:
        raise Failure(f"the configuration needs {', '.join(missing)}: write lines NAME=value into {path}")
    return dict(found, **{name: "of-the-instance-profile" for name in SETTINGS["unused"]})


def run_fck(node, kit, variables):
    """Runs fck as the role's login user, who then owns its files: later deploys log in as this user."""
    try:
        user = pwd.getpwnam(SETTINGS["user"])
    except KeyError as error:
        raise Failure(f"there is no user {SETTINGS['user']}, whom the role logs in as") from error
    config = os.path.join(kit, "project", SETTINGS["config"])
    memory = os.path.join(os.path.dirname(config), ".fck")
    os.makedirs(memory, mode=0o700, exist_ok=True)
    os.chown(memory, user.pw_uid, user.pw_gid)
    kept = {
        name: os.environ[name] for name in ("PATH", "AWS_EC2_METADATA_SERVICE_ENDPOINT") if name in os.environ
    }
    surroundings = dict(
        kept, HOME=user.pw_dir, USER=user.pw_name, LANG="C.UTF-8", AWS_REGION=SETTINGS["region"]
    )
    command = [
        node,
        os.path.join(kit, SETTINGS["command"]),
        "ec2",
        "boot",
        SETTINGS["role"],
        "--config",
        config,
    ]

    def become_user():
        os.initgroups(user.pw_name, user.pw_gid)
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)

    child = subprocess.Popen(
        ["timeout", "--kill-after=30", str(PATIENCE)] + command,
        cwd=user.pw_dir,
        env=dict(surroundings, **variables),
        preexec_fn=become_user,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    for line in child.stdout:
        say(line.decode(errors="replace").rstrip())
    code = child.wait()
    if code != 0:
        raise Failure(f"fck ended with {code}: this machine does not serve the last good build")


def say(text):
    """To the console, and into the log."""
    line = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} fck: {text}"
    print(line, flush=True)
    with open(os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640), "a") as log:
        log.write(line + "\n")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        say(f"FAILED: {failure}")
        sys.exit(1)
    except Exception as error:
        say(f"FAILED: {type(error).__name__}: {error}")
        sys.exit(1)
