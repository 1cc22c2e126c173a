// The tree to ship: as many files, bytes and folders as a virtualenv of 200 MB, and as compressible.
import { onHost } from '../../hosts/host.mjs';

export const treeFolder = '/srv/tree';

const make = `
import os, random
random.seed(4)
words = ["".join(random.choices("abcdefghijklmnopqrstuvwxyz_", k=random.randint(2, 11))) for _ in range(120)]
def block():
    return " ".join(random.choices(words, k=700)) + "\\n"
blocks = [block() for _ in range(3000)]
random_bytes = [random.randbytes(4096) for _ in range(500)]
for n in range(FILES):
    folder = "TREE/lib/python3/site-packages/package_%d/part_%d" % (n % 150, n // 150 % 8)
    os.makedirs(folder, exist_ok=True)
    size = int(random.paretovariate(1.3) * 4200)
    with open("%s/module_%d.py" % (folder, n), "wb") as file:
        while size > 0:
            piece = random.choice(random_bytes) if random.random() < 0.03 else random.choice(blocks).encode()
            file.write(piece[:size])
            size -= len(piece)
        file.write(b"# %d\\n" % n)
`;

const change = `
import random
random.seed(ROUND)
for n in random.sample(range(FILES), FILES // 100):
    path = "TREE/lib/python3/site-packages/package_%d/part_%d/module_%d.py" % (n % 150, n // 150 % 8, n)
    with open(path, "ab") as file:
        file.write(b"# changed in round ROUND\\n")
`;

/** Makes the tree on a host. */
export function makeTree(host, files) {
  return onHost(host, `sudo install -d -o deploy ${treeFolder}\n${python(make, { FILES: files })}`);
}

/** Changes one file of a hundred. */
export function changeTree(host, files, round) {
  return onHost(host, python(change, { FILES: files, ROUND: round }));
}

function python(script, values) {
  const filled = Object.entries({ ...values, TREE: treeFolder }).reduce(
    (text, [name, value]) => text.replaceAll(name, String(value)),
    script,
  );
  return `python3 - <<'END'\n${filled}END\n`;
}

/**
 * A line of shell that moves a folder away. It is not removed: for minutes after thousands of files were removed, ext4 takes ten
 * times as long to create new ones, which would slow down the next contestant.
 *
 * @param {string} path may be missing
 */
export function discard(path) {
  return `[ ! -e ${path} ] || { sudo mkdir -p /srv/discarded && sudo mv ${path} "/srv/discarded/$(date +%s%N)"; }`;
}
