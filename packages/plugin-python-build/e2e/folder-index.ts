import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Makes wheels by their names, versions and requirements; each has one module with its version. */
const PROGRAM = `
import base64, hashlib, json, sys, zipfile
folder, wheels = sys.argv[1], json.loads(sys.argv[2])
for name, version, requires in wheels:
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": f"VERSION = {version!r}\\n",
        f"{info}/METADATA": "".join(
            f"{line}\\n" for line in ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Requires-Python: >=3.8"]
            + [f"Requires-Dist: {each}" for each in requires]
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    digest = lambda text: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    files[f"{info}/RECORD"] = "".join(
        f"{path},sha256={digest(text)},{len(text)}\\n" for path, text in files.items()
    ) + f"{info}/RECORD,,\\n"
    with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), text)
`;

/** A wheel: its name, version and requirements. */
export type Wheel = readonly [name: string, version: string, requires: readonly string[]];

/** Makes a folder of wheels that pip and other tools take for an index (`--find-links`). */
export function makeIndex(folder: string, wheels: readonly Wheel[]): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('python3', ['-c', PROGRAM, folder, JSON.stringify(wheels)]);
}
