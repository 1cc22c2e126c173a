import { type ProvisionStep, sh } from '@fck/core';

const ENABLED = '/etc/nginx/sites-enabled/default';
const AVAILABLE = '/etc/nginx/sites-available/default';

/** Whether Debian's default site is enabled and exactly as the package installed it, without edits. */
const IS_UNTOUCHED = sh`
[ ${ENABLED} -ef ${AVAILABLE} ] || exit 1
brought=$(dpkg-query -W -f ${'${Conffiles}'} nginx-common nginx 2>/dev/null | awk -v file=${AVAILABLE} '$1 == file { print $2; exit }')
[ -n "$brought" ] && [ "$(md5sum < ${AVAILABLE})" = "$brought  -" ]`;

/**
 * Debian's default site answers what no other site does, on port 80: it has to go before a site without server names can do that, and
 * before a site with names can have other names refused. One that was edited stays.
 */
export const defaultSiteIsOff: ProvisionStep = {
  name: "nginx's default site is off",
  after: ['nginx is installed'],
  check: async (remote) => !(await remote.as('root').test(IS_UNTOUCHED)),
  apply: (remote) => remote.as('root').run(sh`rm -f -- ${ENABLED}`),
};
