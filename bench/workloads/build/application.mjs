import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../paths.mjs';

const DJANGO_PROJECT = `[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.10"
dependencies = [
  "celery>=5",
  "django>=5,<6",
  "django-filter>=24",
  "djangorestframework>=3",
  "gunicorn>=22",
  "pillow>=10",
  "psycopg[binary]>=3",
  "redis>=5",
  "whitenoise>=6",
]

[tool.setuptools]
packages = ["shop"]
`;

/** What is built: a small site, the example, and one with the usual companions of Django. */
const kinds = {
  flask: {
    code: 'src/flask_notes/__init__.py',
    write: (folder) =>
      cpSync(join(root, 'examples/flask-notes'), folder, {
        recursive: true,
        filter: (path) => !/__pycache__|\.egg-info$/.test(path),
      }),
  },
  django: {
    code: 'shop/__init__.py',
    write: (folder) => {
      mkdirSync(join(folder, 'shop'), { recursive: true });
      writeFileSync(join(folder, 'pyproject.toml'), DJANGO_PROJECT);
      writeFileSync(join(folder, 'shop/__init__.py'), '"""A shop."""\n');
    },
  },
};

/** Names of the applications. */
export const applications = Object.keys(kinds);

/** An application in a repository of its own, which its builder changes from run to run. */
export class Repository {
  #code;
  #project;
  #changes = 0;

  constructor(kind, folder) {
    this.folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    kinds[kind].write(folder);
    this.#code = join(folder, kinds[kind].code);
    this.#project = readFileSync(join(folder, 'pyproject.toml'), 'utf8');
    this.name = /^name = "(.*)"$/m.exec(this.#project)[1];
    writeFileSync(join(folder, '.gitignore'), '.venv/\nbuild/\n*.egg-info/\nuv.lock\n');
    this.#git('-c', 'init.defaultBranch=main', 'init', '-q');
    this.#commit();
  }

  /** Changes one line of code, and commits it. */
  changeLine() {
    this.#changes += 1;
    const text = readFileSync(this.#code, 'utf8').replace(/^# change \d+\n/m, '');
    writeFileSync(this.#code, `${text}# change ${this.#changes}\n`);
    this.#commit();
  }

  /** Requires another version of a small package, and commits that. */
  changeDependency() {
    this.#changes += 1;
    const requirement = `dependencies = [\n  "idna==3.${1 + (this.#changes % 9)}",`;
    writeFileSync(
      join(this.folder, 'pyproject.toml'),
      this.#project.replace('dependencies = [', requirement),
    );
    this.#commit();
  }

  #commit() {
    this.#git('add', '-A');
    this.#git('commit', '-q', '-m', 'A change');
  }

  #git(...args) {
    const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
    execFileSync('git', [...author, '-C', this.folder, ...args]);
  }
}
