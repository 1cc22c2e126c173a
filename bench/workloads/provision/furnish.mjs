import { onHost } from '../../hosts/host.mjs';
import { configFiles } from './inventory.mjs';

/** The initial state for every contestant: all files are up to date. */
export function furnish(host) {
  const writes = configFiles.map(({ path, content }) => `cat > ${path} <<'END'\n${content}END\n`).join('');
  return onHost(host, `sudo sh -eu <<'ALL'\nmkdir -p /etc/bench\n${writes}chmod 644 /etc/bench/*\nALL\n`);
}
