import { timed } from '../../measuring/timed.mjs';
import { pythonEnvironment } from '../../peers/install.mjs';
import { projectFolder } from '../../project-folder.mjs';
import { configFiles, tools } from './inventory.mjs';

/** Each check is a run, as in every fabfile; hosts in parallel. */
const script = `
import hashlib, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from fabric import Connection

HOSTS = HOSTS_JSON
PACKAGES = PACKAGES_JSON
FILES = FILES_JSON

def installed(c, packages):
    status = c.run("dpkg-query -W -f '\${Status}\\n' " + " ".join(packages), warn=True, hide=True)
    return status.ok and all(line.startswith("install ok") for line in status.stdout.splitlines())

def provision(host):
    with Connection(host["address"], user=host["user"], port=host["port"],
                    connect_kwargs={"key_filename": host["identityFile"], "look_for_keys": False, "allow_agent": False}) as c:
        missing = [name for packages in PACKAGES if not installed(c, packages) for name in packages]
        if missing:
            c.sudo("DEBIAN_FRONTEND=noninteractive apt-get install -y -q " + " ".join(missing), hide=True)
        for name, path in FILES:
            wanted = hashlib.sha256(Path("files", name).read_bytes()).hexdigest()
            there = c.run(f"sha256sum {path}", warn=True, hide=True)
            if not there.stdout.startswith(wanted):
                c.put(f"files/{name}", f"/tmp/{name}")
                c.sudo(f"install -D -m 644 /tmp/{name} {path}", hide=True)

with ThreadPoolExecutor(max_workers=min(50, len(HOSTS))) as pool:
    list(pool.map(provision, HOSTS))
`;

/** fabric: a script that runs checks one after the other. */
export function fabricContestant(hosts) {
  const folder = projectFolder('provision-fabric', {
    'provision.py': script
      .replace('HOSTS_JSON', () => JSON.stringify(hosts))
      .replace('PACKAGES_JSON', () => JSON.stringify(tools.map(({ packages }) => packages)))
      .replace('FILES_JSON', () => JSON.stringify(configFiles.map(({ name, path }) => [name, path]))),
    ...Object.fromEntries(configFiles.map(({ name, content }) => [`files/${name}`, content])),
  });
  const python = pythonEnvironment('fabric', ['fabric'])('python');
  return { name: 'fabric', run: () => timed(python, ['provision.py'], { cwd: folder }) };
}
