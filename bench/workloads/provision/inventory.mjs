// The required tools and files of the provisioning workloads, for every contestant.

/** Twenty tools: the catalogue's name, the program in the package, and Debian's packages. */
export const tools = [
  { tool: 'git', packages: ['git'] },
  { tool: 'ssh', packages: ['openssh-client'] },
  { tool: 'curl', packages: ['curl'] },
  { tool: 'wget', packages: ['wget'] },
  { tool: 'rsync', packages: ['rsync'] },
  { tool: 'zstd', packages: ['zstd'] },
  { tool: 'unzip', packages: ['unzip'] },
  { tool: 'make', packages: ['make'] },
  { tool: 'pkg-config', packages: ['pkg-config'] },
  { tool: 'tmux', packages: ['tmux'] },
  { tool: 'htop', packages: ['htop'] },
  { tool: 'python3', packages: ['python3'] },
  { tool: 'pip', packages: ['python3-pip'] },
  { tool: 'virtualenv', packages: ['python3-venv', 'python3-virtualenv'] },
  { tool: 'nginx', packages: ['nginx'] },
  { tool: 'supervisord', packages: ['supervisor'] },
  { tool: 'redis', packages: ['redis-server'] },
  { tool: 'memcached', packages: ['memcached'] },
  { tool: 'libjpeg', packages: ['libjpeg62-turbo'] },
  { tool: 'libffi-devel', packages: ['libffi-dev'] },
];

/** Every Debian package of the tools. */
export const debianPackages = tools.flatMap(({ packages }) => packages);

/** The tools that the workload "three are missing" removes before every run. */
export const missing = ['unzip', 'tmux', 'htop'];

/** Five configuration files of typical size. */
export const configFiles = Array.from({ length: 5 }, (_, file) => ({
  name: `service-${file + 1}.conf`,
  path: `/etc/bench/service-${file + 1}.conf`,
  content: Array.from({ length: 60 }, (_, line) => `key_${line} = value ${file}-${line}\n`).join(''),
}));

/** Without it, ansible's first run would install it. */
export const neededByPeers = ['python3-apt'];
