import { onHost } from '../../hosts/host.mjs';
import { configFiles } from './inventory.mjs';

/** What every contestant finds: the files as they shall be. */
export function furnish(host) {
  const writes = configFiles.map(({ path, content }) => `cat > ${path} <<'END'\n${content}END\n`).join('');
  return onHost(host, `sudo sh -eu <<'ALL'\nmkdir -p /etc/bench\n${writes}chmod 644 /etc/bench/*\nALL\n`);
}
