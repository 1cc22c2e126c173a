import { fileTrees, ownFolders, pythonModule } from '@fck/core';

const folder = new URL('../../python/', import.meta.url);
const shared = [ownFolders, fileTrees, 'marked_list', 'copy_folders'];
const receiver = [...shared, 'tar_stream', 'incoming_tree'];

/** The receiving end of a copy. */
export const receiving = pythonModule(folder, 'receive_build', receiver);

/** What a host does for a copy while the build is made. */
export const preparing = pythonModule(folder, 'prepare_copy', shared);

/** The receiving end of a copy from an object store. */
export const fetching = pythonModule(folder, 'fetch_build', [...receiver, 'receive_build', 'stored']);
