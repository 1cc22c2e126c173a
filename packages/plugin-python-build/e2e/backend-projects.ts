/** The files of one small project. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** The files that each project contains, whichever backend builds it. `name` is a Python identifier. */
function filesOf(name: string, layout: '' | 'src/' = ''): ProjectFiles {
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
dependencies = ["click>=8"]
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
click = "^8"
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
    install_requires=["click>=8"],
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
install_requires = click>=8
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
  // A backend in the project itself, under a name that no other backend has.
  with_own: {
    ...filesOf('with_own'),
    'tools/own_backend.py': 'from setuptools.build_meta import *\n',
    'MANIFEST.in': 'graft tools\n',
    'pyproject.toml': `${buildSystem('own_backend', ['setuptools'], 'backend-path = ["tools"]')}${project('with_own')}
[tool.setuptools]
packages = ["with_own"]
[tool.setuptools.package-data]
with_own = ["data/*.txt", "py.typed"]
`,
  },
};
