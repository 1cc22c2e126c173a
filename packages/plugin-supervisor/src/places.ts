/** Where fck installs supervisord on hosts whose repositories do not offer it: a virtualenv of its own, which holds its configuration too. */
export const OWN_SUPERVISOR = '/opt/fck-supervisor';
/** The unit that runs it. */
export const OWN_UNIT = 'fck-supervisor';
/** Its configuration file. supervisord and supervisorctl find it by themselves, beside their own folder. */
export const OWN_CONFIG = `${OWN_SUPERVISOR}/etc/supervisord.conf`;
