/** Paths of a project on its hosts. */
export interface Paths {
  /** Shared by all projects of a host: `/opt/www`. */
  readonly root: string;
  /** This project's folder: `/opt/www/<name>`. */
  readonly project: string;
  readonly builds: string;
  /** A removed build whose files are kept, since other builds link to them too. The next copy may start from it. */
  readonly spare: string;
  readonly repos: string;
  /** Folders and files that outlive builds: `data:`. */
  readonly data: string;
  /** Runtime folders of instances: the sockets that services listen on. */
  readonly run: string;
  /** The state of builds and services on this host. */
  readonly state: string;
  /** What was done on this host, by whom and when: one line of JSON per entry. */
  readonly journal: string;
  /**
   * The folder of one build.
   *
   * @throws FckError `NAME_INVALID` for a name that would lead elsewhere
   */
  build(name: string): string;
  /**
   * The clone of one repository.
   *
   * @throws FckError `NAME_INVALID` for a name that would lead elsewhere
   */
  repo(name: string): string;
}
