/** The file of a build that describes it. It is written last: a build without it is not finished. */
export const BUILD_FILE = 'build.json';

/** The file of a build that lists all its files as `sha256sum -c` reads it, sorted by path. */
export const FILE_LIST = 'files.sha256';

/** The file of a build that lists its sources and packages for other programs: CycloneDX 1.6. It is one of the files that are sealed. */
export const SBOM_FILE = 'sbom.cdx.json';

/**
 * Marks a folder that fck made. The file is written before anything else in the folder, and removed last. A sealed
 * build has no mark: its {@link BUILD_FILE} names it.
 */
export const OWN_MARK = '.made-by-fck';
