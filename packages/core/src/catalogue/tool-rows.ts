import type { ToolRow } from '../api/tool.js';
import { sh } from '../command/command.js';

/**
 * The tool catalogue: the names for `provision: tools:` on every system. It is code instead of a file, because every
 * start of the command would parse the file.
 */
export const toolRows: Readonly<Record<string, ToolRow>> = {
  git: { about: 'version control', program: 'git', packages: { apt: ['git'], dnf: ['git'], apk: ['git'] } },
  'git-lfs': {
    about: 'files of git repositories that are kept in Git LFS',
    program: 'git-lfs',
    packages: { apt: ['git-lfs'], dnf: ['git-lfs'], apk: ['git-lfs'] },
  },
  ssh: {
    about: 'OpenSSH client with ssh-keygen and ssh-keyscan',
    program: 'ssh-keyscan',
    packages: {
      apt: ['openssh-client'],
      dnf: ['openssh-clients'],
      apk: ['openssh-client-default', 'openssh-keygen'],
    },
  },
  curl: {
    about: 'HTTP client',
    program: 'curl',
    packages: { apt: ['curl', 'ca-certificates'], dnf: ['curl'], apk: ['curl'] },
  },
  wget: {
    about: 'HTTP client',
    program: 'wget',
    packages: { apt: ['wget', 'ca-certificates'], dnf: ['wget'], apk: ['wget'] },
  },
  rsync: {
    about: 'copies trees of files',
    program: 'rsync',
    packages: { apt: ['rsync'], dnf: ['rsync'], apk: ['rsync'] },
  },
  zstd: {
    about: 'fast compression',
    program: 'zstd',
    packages: { apt: ['zstd'], dnf: ['zstd'], apk: ['zstd'] },
  },
  unzip: {
    about: 'unpacks zip archives',
    program: 'unzip',
    packages: { apt: ['unzip'], dnf: ['unzip'], apk: ['unzip'] },
  },
  gcc: {
    about: "C compiler with the C library's headers",
    program: 'gcc',
    packages: { apt: ['gcc', 'libc6-dev'], dnf: ['gcc', 'glibc-devel'], apk: ['gcc', 'musl-dev'] },
  },
  'g++': {
    about: 'C++ compiler',
    program: 'g++',
    packages: { apt: ['g++'], dnf: ['gcc-c++'], apk: ['g++'] },
  },
  make: { about: 'GNU make', program: 'make', packages: { apt: ['make'], dnf: ['make'], apk: ['make'] } },
  'pkg-config': {
    about: 'finds libraries to build against',
    program: 'pkg-config',
    packages: { apt: ['pkg-config'], dnf: ['pkgconf-pkg-config'], apk: ['pkgconf'] },
  },
  tmux: {
    about: 'terminal multiplexer',
    program: 'tmux',
    packages: { apt: ['tmux'], dnf: ['tmux'], apk: ['tmux'] },
  },
  htop: {
    about: 'shows processes',
    program: 'htop',
    packages: { apt: ['htop'], dnf: ['htop'], apk: ['htop'] },
  },
  python3: {
    about: 'Python 3',
    program: 'python3',
    packages: { apt: ['python3'], dnf: ['python3'], apk: ['python3'] },
  },
  'python3-devel': {
    about: 'headers for building Python extensions',
    packages: { apt: ['python3-dev'], dnf: ['python3-devel'], apk: ['python3-dev'] },
  },
  pip: {
    about: 'installs Python packages',
    program: 'pip3',
    packages: { apt: ['python3-pip'], dnf: ['python3-pip'], apk: ['py3-pip'] },
  },
  pip_command: {
    about: "the same as pip; the ancestor's other name for it",
    program: 'pip3',
    packages: { apt: ['python3-pip'], dnf: ['python3-pip'], apk: ['py3-pip'] },
  },
  venv: {
    about: 'isolated Python environments with pip, by the module venv of Python 3',
    // Located, not imported. A start of Python takes as long as a login, so its library is searched without it, if it is in the usual place.
    test: sh`python=$(readlink -f "$(command -v python3)"); for lib in "\${python%/bin/*}"/lib*/"\${python##*/}"; do [ ! -f "$lib"/os.py ] || { [ -d "$lib"/venv ] && [ -d "$lib"/ensurepip ]; exit; }; done; python3 -I -S -c 'import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ["venv", "ensurepip"])))'`,
    packages: { apt: ['python3-venv'], dnf: ['python3'], apk: ['python3'] },
  },
  virtualenv: {
    about: 'isolated Python environments, by the program virtualenv',
    instead: 'venv',
    program: 'virtualenv',
    packages: {
      apt: ['python3-venv', 'python3-virtualenv'],
      dnf: ['python3-virtualenv'],
      apk: ['py3-virtualenv'],
    },
  },
  easy_install: {
    about: "removed from setuptools; its work is pip's",
    program: 'easy_install',
    successor: 'pip',
  },
  'python2.7': { about: 'Python 2.7, end of life since 2020', program: 'python2.7', successor: 'python3' },
  'python27-devel': {
    about: 'headers of Python 2.7',
    file: '/usr/include/python2.7/Python.h',
    successor: 'python3-devel',
  },
  nginx: {
    about: 'web server',
    program: 'nginx',
    packages: { apt: ['nginx'], dnf: ['nginx'], apk: ['nginx'] },
  },
  semanage: {
    about: 'changes the policy of SELinux',
    program: 'semanage',
    packages: { apt: ['policycoreutils-python-utils'], dnf: ['policycoreutils-python-utils'], apk: [] },
  },
  redis: {
    about: 'key-value store: Redis or, where it has replaced Redis, Valkey',
    program: ['redis-server', 'redis6-server', 'valkey-server'],
    packages: {
      apt: ['redis-server'],
      dnf: ['redis'],
      'fedora:41': ['valkey'],
      'rhel:10': ['valkey'],
      amzn: ['redis6'],
      apk: ['redis'],
    },
  },
  memcached: {
    about: 'cache',
    program: 'memcached',
    packages: { apt: ['memcached'], dnf: ['memcached'], apk: ['memcached'] },
  },
  nodejs: {
    about: 'JavaScript runtime with npm',
    program: 'npm',
    packages: { apt: ['nodejs', 'npm'], dnf: ['nodejs', 'npm'], apk: ['nodejs', 'npm'] },
  },
  mysql: {
    about: 'MySQL or MariaDB client',
    program: 'mysql',
    packages: { apt: ['default-mysql-client'], dnf: ['mysql'], amzn: ['mariadb105'], apk: ['mysql-client'] },
  },
  'mysql-devel': {
    about: 'headers for building MySQL clients',
    packages: {
      apt: ['default-libmysqlclient-dev'],
      dnf: ['mariadb-connector-c-devel'],
      amzn: ['mariadb1011-devel'],
      apk: ['mariadb-connector-c-dev'],
    },
  },
  'postgresql-client': {
    about: 'PostgreSQL client',
    program: 'psql',
    packages: {
      apt: ['postgresql-client'],
      dnf: ['postgresql'],
      amzn: ['postgresql15'],
      apk: ['postgresql-client'],
    },
  },
  'libpq-devel': {
    about: 'headers for building PostgreSQL clients',
    packages: { apt: ['libpq-dev'], dnf: ['libpq-devel'], apk: ['libpq-dev'] },
  },
  libjpeg: {
    about: 'JPEG library',
    packages: {
      apt: ['libjpeg62-turbo'],
      ubuntu: ['libjpeg-turbo8'],
      dnf: ['libjpeg-turbo'],
      apk: ['libjpeg-turbo'],
    },
  },
  libjpeg_devel: {
    about: 'headers of the JPEG library',
    packages: { apt: ['libjpeg-dev'], dnf: ['libjpeg-turbo-devel'], apk: ['libjpeg-turbo-dev'] },
  },
  'libffi-devel': {
    about: 'headers of libffi',
    packages: { apt: ['libffi-dev'], dnf: ['libffi-devel'], apk: ['libffi-dev'] },
  },
  'openssl-devel': {
    about: 'headers of OpenSSL',
    packages: { apt: ['libssl-dev'], dnf: ['openssl-devel'], apk: ['openssl-dev'] },
  },
  'libxml2-devel': {
    about: 'headers of libxml2 and libxslt',
    packages: {
      apt: ['libxml2-dev', 'libxslt1-dev'],
      dnf: ['libxml2-devel', 'libxslt-devel'],
      apk: ['libxml2-dev', 'libxslt-dev'],
    },
  },
};

/** The tools of the catalogue that need code. */
export const CODE_TOOLS = ['__update_packages__', 'reboot'] as const;

/** Whether a tool of this name is in core's catalogue. */
export function isInCatalogue(name: string): boolean {
  return Object.hasOwn(toolRows, name) || CODE_TOOLS.some((tool) => tool === name);
}
