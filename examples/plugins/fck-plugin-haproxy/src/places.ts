/** haproxy reads every `.cfg` file in this folder, beside its own. */
export const FOLDER = '/etc/haproxy/fck';

/** Makes haproxy's unit read the folder, too. */
export const DROP_IN = '/etc/systemd/system/haproxy.service.d/fck.conf';

/** The file of one site. */
export function siteFilePath(siteName: string): string {
  return `${FOLDER}/${siteName}.cfg`;
}
