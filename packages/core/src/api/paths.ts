/** Where things stand on every host of a project. */
export interface Paths {
  /** Shared by all projects of a host: `/opt/www`. */
  readonly root: string;
  /** This project's folder: `/opt/www/<name>`. */
  readonly project: string;
  readonly builds: string;
  /** A build that was removed, but for its files, of which others have links too: the next copy may be made of it. */
  readonly spare: string;
  readonly repos: string;
  /** Runtime folders of instances: the sockets that services listen on. */
  readonly run: string;
  /** What this host knows of builds and services. */
  readonly state: string;
  /** What was done on this host, by whom and when: one line of JSON each. */
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
