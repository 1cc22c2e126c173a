import { pythonModule } from '../../command/python-module.js';

const folder = new URL('../../../python/', import.meta.url);

/** What services find on a host. */
export const serviceGround = pythonModule(folder, 'service_ground', ['own_folders']);

/** Who listens on its ports. */
export const sockets = pythonModule(folder, 'sockets');
