/** The files of one small project. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** The package that a project requires, which has versions 1.0 and 2.0: each project its own, since one build installs all of them. */
export const wordsOf = (name: string) => `${name}_words`;

/** A package that a project requires from its second version on. */
export const FURTHER = 'matrix_further';

/** A project that requires the other version of its package. */
export function withOtherWords(files: ProjectFiles): ProjectFiles {
  const changed = Object.entries(files).map(([file, text]) => [
    file,
    text.replaceAll(/(_words(?: = ")?)==1\.0/g, '$1==2.0'),
  ]);
  return Object.fromEntries(changed);
}

/** The files that each project contains, whichever backend builds it. `name` is a Python identifier. */
function filesOf(name: string, layout = ''): ProjectFiles {
  return {
    'README.md': `# ${name}\n`,
    [`${layout}${name}/__init__.py`]: `"""The project ${name}."""\n__version__ = "1.2.3"\n\n\ndef main():\n    print("${name}")\n`,
    [`${layout}${name}/data/greeting.txt`]: 'Grüße\n',
    [`${layout}${name}/py.typed`]: '',
  };
}

const buildSystem = (backend: string, requires: readonly string[], more = '') =>
  `[build-system]\nrequires = ${JSON.stringify(requires)}\nbuild-backend = "${backend}"\n${more}\n`;

const project = (
  name: string,
  version = 'version = "1.2.3"\ndescription = "A project of the tests"',
) => `[project]
name = "${name}"
${version}
readme = "README.md"
requires-python = ">=3.8"
dependencies = ["${wordsOf(name)}==1.0"]
[project.scripts]
${name}-run = "${name}:main"
[project.optional-dependencies]
more = ["markupsafe"]
`;

const poetry = (name: string) => `[tool.poetry]
name = "${name}"
version = "1.2.3"
description = "A project of the tests"
authors = ["Someone <someone@example.com>"]
readme = "README.md"
[tool.poetry.dependencies]
python = "^3.8"
${wordsOf(name)} = "==1.0"
markupsafe = {version = "*", optional = true}
[tool.poetry.extras]
more = ["markupsafe"]
[tool.poetry.scripts]
${name}-run = "${name}:main"
`;

const setupPy = (name: string) => `from setuptools import find_packages, setup

setup(
    name="${name}",
    version="1.2.3",
    packages=find_packages(),
    package_data={"${name}": ["data/*.txt", "py.typed"]},
    install_requires=["${wordsOf(name)}==1.0"],
    extras_require={"more": ["markupsafe"]},
    entry_points={"console_scripts": ["${name}-run = ${name}:main"]},
)
`;

const setupCfg = (name: string) => `[metadata]
name = ${name}
version = 1.2.3
long_description = file: README.md
[options]
packages = find:
install_requires = ${wordsOf(name)}==1.0
[options.package_data]
${name} = data/*.txt, py.typed
[options.entry_points]
console_scripts =
    ${name}-run = ${name}:main
`;

/** One project for each build backend and way of describing a project to it, by name. */
export const backendProjects: Readonly<Record<string, ProjectFiles>> = {
  with_setup_py: { ...filesOf('with_setup_py'), 'setup.py': setupPy('with_setup_py') },
  with_setup_cfg: {
    ...filesOf('with_setup_cfg'),
    'setup.cfg': setupCfg('with_setup_cfg'),
    'pyproject.toml': buildSystem('setuptools.build_meta', ['setuptools']),
  },
  with_setuptools: {
    ...filesOf('with_setuptools', 'src/'),
    'pyproject.toml': `${buildSystem('setuptools.build_meta', ['setuptools>=61'])}${project('with_setuptools')}
[tool.setuptools.package-data]
with_setuptools = ["data/*.txt", "py.typed"]
`,
  },
  with_poetry: {
    ...filesOf('with_poetry'),
    'pyproject.toml': `${buildSystem('poetry.core.masonry.api', ['poetry-core'])}${poetry('with_poetry')}`,
  },
  with_poetry_project: {
    ...filesOf('with_poetry_project', 'src/'),
    'pyproject.toml': `${buildSystem('poetry.core.masonry.api', ['poetry-core>=2'])}${project('with_poetry_project')}`,
  },
  with_hatchling: {
    ...filesOf('with_hatchling'),
    'pyproject.toml': `${buildSystem('hatchling.build', ['hatchling'])}${project('with_hatchling')}`,
  },
  // Importing poetry-core or setuptools changes what the process of another backend sees.
  with_several: {
    ...filesOf('with_several'),
    'pyproject.toml': `${buildSystem('hatchling.build', ['hatchling', 'poetry-core', 'setuptools'])}${project('with_several')}`,
  },
  with_flit: {
    ...filesOf('with_flit'),
    'pyproject.toml': `${buildSystem('flit_core.buildapi', ['flit-core>=3.9'])}${project('with_flit')}`,
  },
  // Their versions are in the code.
  with_setuptools_attr: {
    ...filesOf('with_setuptools_attr', 'src/'),
    'pyproject.toml': `${buildSystem('setuptools.build_meta', ['setuptools>=61'])}${project('with_setuptools_attr', 'dynamic = ["version"]')}
[tool.setuptools]
package-data = {with_setuptools_attr = ["data/*.txt", "py.typed"]}
dynamic.version = {attr = "with_setuptools_attr.__version__"}
`,
  },
  with_hatchling_path: {
    ...filesOf('with_hatchling_path'),
    'pyproject.toml': `${buildSystem('hatchling.build', ['hatchling'])}${project('with_hatchling_path', 'dynamic = ["version"]')}
[tool.hatch.version]
path = "with_hatchling_path/__init__.py"
`,
  },
  with_flit_dynamic: {
    ...filesOf('with_flit_dynamic'),
    'pyproject.toml': `${buildSystem('flit_core.buildapi', ['flit-core>=3.9'])}${project('with_flit_dynamic', 'dynamic = ["version", "description"]')}`,
  },
  with_pdm: {
    ...filesOf('with_pdm', 'src/'),
    'pyproject.toml': `${buildSystem('pdm.backend', ['pdm-backend'])}${project('with_pdm')}`,
  },
  with_uv: {
    ...filesOf('with_uv', 'src/'),
    'pyproject.toml': `${buildSystem('uv_build', ['uv_build'])}${project('with_uv')}`,
  },
  // Their versions are in tags of git, and they write them into a module.
  with_setuptools_scm: {
    ...filesOf('with_setuptools_scm', 'src/'),
    '.gitignore': '_version.py\n',
    'pyproject.toml': `${buildSystem('setuptools.build_meta', ['setuptools>=64', 'setuptools-scm>=8'])}${project('with_setuptools_scm', 'dynamic = ["version"]')}
[tool.setuptools_scm]
version_file = "src/with_setuptools_scm/_version.py"
`,
  },
  with_hatch_vcs: {
    ...filesOf('with_hatch_vcs'),
    '.gitignore': '_version.py\n',
    'pyproject.toml': `${buildSystem('hatchling.build', ['hatchling', 'hatch-vcs'])}${project('with_hatch_vcs', 'dynamic = ["version"]')}
[tool.hatch]
version.source = "vcs"
build.hooks.vcs.version-file = "with_hatch_vcs/_version.py"
`,
  },
  // Package data by MANIFEST.in, and requirements from a file that an sdist would not have.
  with_manifest: {
    ...filesOf('with_manifest'),
    'requirements.txt': `${wordsOf('with_manifest')}==1.0\n`,
    'MANIFEST.in': 'recursive-include with_manifest *.txt\ninclude with_manifest/py.typed\n',
    'setup.py': setupPy('with_manifest')
      .replace(/package_data=.*/, 'include_package_data=True,')
      .replace(/\["with_manifest_words.*?\]/, 'open("requirements.txt").read().split()'),
  },
  with_namespace: {
    ...filesOf('with_namespace', 'src/spacious/'),
    'src/spacious/with_namespace/deep/module.py': 'X = 1\n',
    'pyproject.toml': `${buildSystem('setuptools.build_meta', ['setuptools>=61'])}${project('with_namespace').replace('with_namespace:main', 'spacious.with_namespace:main')}[project.entry-points."spacious.plugins"]
one = "spacious.with_namespace:main"
[tool.setuptools.package-data]
"*" = ["data/*.txt", "py.typed"]
`,
  },
  // A backend in the project itself, under a name that no other backend has.
  with_own: {
    ...filesOf('with_own'),
    'tools/own_backend.py': `from setuptools import build_meta
from setuptools.build_meta import *

def get_requires_for_build_wheel(config_settings=None):
    return ["flit-core"]

def build_wheel(*arguments):
    import flit_core
    return build_meta.build_wheel(*arguments)
`,
    'MANIFEST.in': 'graft tools\n',
    'pyproject.toml': `${buildSystem('own_backend', ['setuptools'], 'backend-path = ["tools"]')}${project('with_own')}
[tool.setuptools]
packages = ["with_own"]
[tool.setuptools.package-data]
with_own = ["data/*.txt", "py.typed"]
`,
  },
};

/** A site that answers each path with what it finds of the project of that name. */
export const SITE = 'matrix_site';
export const siteFiles: ProjectFiles = {
  'matrix_site.py': `import importlib
import json
from importlib import metadata, resources


def look_at(name):
    project = metadata.distribution(name)
    module = project.entry_points[0].load().__module__
    return {
        "version": project.version,
        "greeting": (resources.files(module) / "data" / "greeting.txt").read_text("utf-8"),
        "words": importlib.import_module(name + "_words").VERSION,
    }


def app(environ, start_response):
    name = environ["PATH_INFO"].strip("/")
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(look_at(name) if name else {}).encode()]
`,
  'pyproject.toml': `${buildSystem('setuptools.build_meta', ['setuptools>=61'])}[project]
name = "matrix-site"
version = "1.0"
dependencies = ["gunicorn"]
[tool.setuptools]
py-modules = ["matrix_site"]
`,
};

const EXTENSION = 'int PyInit_fast(void) { return 0; }\n';

/** Projects with code in C or Rust, by name: their backends need a compiler. */
export const compiledProjects: Readonly<Record<string, ProjectFiles>> = {
  with_extension: {
    ...filesOf('with_extension'),
    'with_extension/fast.c': EXTENSION,
    'setup.py': setupPy('with_extension')
      .replace(
        'packages=',
        'ext_modules=[Extension("with_extension.fast", ["with_extension/fast.c"])],\n    packages=',
      )
      .replace('import find', 'import Extension, find'),
  },
  with_scikit_build: {
    ...filesOf('with_scikit_build', 'src/'),
    'fast.c': EXTENSION,
    'CMakeLists.txt': `cmake_minimum_required(VERSION 3.15)
project(with_scikit_build LANGUAGES C)
add_library(fast MODULE fast.c)
install(TARGETS fast DESTINATION with_scikit_build)
`,
    'pyproject.toml': `${buildSystem('scikit_build_core.build', ['scikit-build-core', 'cmake', 'ninja'])}${project('with_scikit_build')}`,
  },
  with_meson: {
    ...filesOf('with_meson'),
    'fast.c': EXTENSION,
    'meson.build': `project('with_meson', 'c')
py = import('python').find_installation(pure: false)
shared_module('fast', 'fast.c', name_prefix: '', install: true, install_dir: py.get_install_dir() / 'with_meson')
install_subdir('with_meson', install_dir: py.get_install_dir())
`,
    'pyproject.toml': `${buildSystem('mesonpy', ['meson-python', 'meson', 'ninja'])}${project('with_meson')}`,
  },
  // maturin refuses scripts in Python beside a program in Rust, and its SBOM has the time and a random number.
  with_maturin: {
    ...filesOf('with_maturin', 'python/'),
    'Cargo.toml': '[package]\nname = "with_maturin"\nversion = "1.2.3"\nedition = "2021"\n',
    'src/main.rs': 'fn main() {}\n',
    'pyproject.toml': `${buildSystem('maturin', ['maturin>=1,<2'])}${project('with_maturin').replace('[project.scripts]', '[project.entry-points.sites]')}
[tool.maturin]
bindings = "bin"
python-source = "python"
module-name = "with_maturin"
sbom = {rust = false}
`,
  },
};
