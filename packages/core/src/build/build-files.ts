/** The file of a build that describes it. It is written last: a build without it is not finished. */
export const BUILD_FILE = 'build.json';

/** The file of a build that lists all its files as `sha256sum -c` reads it, sorted by path. */
export const FILE_LIST = 'files.sha256';

/**
 * The file by which fck knows a folder that it made. It is written before anything else into the folder, and is the last
 * thing in it that is removed. A sealed build has none: its {@link BUILD_FILE} names it.
 */
export const OWN_MARK = '.made-by-fck';
