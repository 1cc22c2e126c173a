import type { Build } from './build.js';
import type { Fck } from './container.js';
import type { HostContext } from './contexts.js';
import type { ForeignSite, Replaced } from './foreign.js';
import type { Maintenance } from './maintenance.js';
import type { Project } from './project.js';
import type { Remote } from './remote.js';
import type { Role } from './role.js';
import type { Endpoint, Instance } from './service.js';
import type { OutputOf, StandardSchema } from './standard-schema.js';
import type { WrittenFile } from './written-file.js';

/** A site for a reverse proxy to serve. */
export interface Site<Section = unknown> {
  /** Unique on its host, safe as a file name: `<project>.<role>`. */
  readonly name: string;
  readonly build: Build;
  readonly buildPath: string;
  /** The instance that requests are passed to; undefined for a site of static files. */
  readonly instance: Instance | undefined;
  /** Instances that listen, by the name of their service; a service with several processes has several. */
  readonly listeners?: Readonly<Record<string, readonly Instance[]>> | undefined;
  readonly section: Section;
  /**
   * A path that only the host itself may request and that answers with {@link Site.verificationAnswer}: it shows which build the site
   * really serves.
   */
  readonly verificationPath: string;
  readonly verificationAnswer: string;
}

/** One address of a site, as the host itself requests it. */
export interface ProxyAddress {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** The `Host` header to send. Default: that of the URL. */
  readonly hostName?: string | undefined;
  /**
   * A file of the host with further lines of the request's head, such as a pass that leads through the site's maintenance. It is read on
   * the host, as root.
   */
  readonly headersFile?: string | undefined;
  /**
   * Set for a URL of https whose certificate is the site's own: requests ask for `hostName` in the TLS handshake too, and trust every
   * issuer, since it may be one that only visitors know. They fail if another certificate is shown, or if it has expired.
   */
  readonly tls?: SiteTls | undefined;
}

/** The certificate of a site. */
export interface SiteTls {
  /**
   * The PEM text of the certificate that the site's configuration on the host names; undefined if it names none. Looks only. Without
   * this function, any certificate is accepted.
   */
  certificate?(): Promise<string | undefined>;
}

/** A role whose site is checked. */
export interface RoleToCheck {
  readonly fck: Fck;
  readonly project: Project;
  readonly role: Role;
}

/** A reverse proxy. `nginx` is one. Registered in `fck.proxies`. Data for `undoSwitch` must be plain JSON. */
export interface ReverseProxy<S extends StandardSchema = StandardSchema> {
  readonly schema: S;
  readonly about: string;
  /** How it can connect to services. Core prefers a Unix socket if the service can listen on one. Default: `['tcp']`. */
  readonly endpoints?: readonly Endpoint['kind'][] | undefined;
  /**
   * Unix user whose processes connect to services and read static files; undefined if it is not known (yet). Core gives it access to
   * the project's builds and sockets. Looks only.
   */
  user?(remote: Remote): Promise<string | undefined>;
  /**
   * Checks, before any host is touched, what a schema cannot: files of the machine that fck runs on, and values of secrets. Called by
   * tasks that send `activate:` to hosts.
   *
   * @throws FckError with everything that is wrong
   */
  check?(role: RoleToCheck, section: OutputOf<S>): void | Promise<void>;
  /**
   * Checks before anything is changed that the switch can work: its current configuration is valid. Looks only.
   *
   * @param replaces foreign sites, as {@link ReverseProxy.foreignSites} found them: the switch removes them
   */
  prepare(context: HostContext, site: Site<OutputOf<S>>, replaces?: Replaced): Promise<void>;
  /**
   * What {@link ReverseProxy.undoSwitch} needs to restore the current site. Looks only.
   *
   * @param replaces as for {@link ReverseProxy.prepare}
   */
  remember(context: HostContext, siteName: string, replaces?: Replaced): Promise<unknown>;
  /**
   * Makes the site serve: new requests go to the new instance, the old one finishes running requests. If it fails, it throws and
   * changes nothing.
   *
   * @param replaces as for {@link ReverseProxy.prepare}: their files are kept as backups, and the sites are removed at the same moment
   */
  switchTo(context: HostContext, site: Site<OutputOf<S>>, replaces?: Replaced): Promise<void>;
  /**
   * The files that {@link ReverseProxy.switchTo} writes for a site: `fck status` reports one that was changed since, and an activation
   * that would write the same has nothing to do. Looks only.
   */
  files?(context: HostContext, site: Site<OutputOf<S>>): Promise<readonly WrittenFile[]>;
  /** Undoes the switch. */
  undoSwitch(context: HostContext, siteName: string, remembered: unknown): Promise<void>;
  /** Base URL of the site as the host itself requests it, and the `Host` header to send: for verification requests. */
  address(site: Pick<Site<OutputOf<S>>, 'name' | 'section'>): ProxyAddress;
  /**
   * All addresses, if it listens on several of this host: the new build is verified at each. Default: that of
   * {@link ReverseProxy.address}. Looks only; called together with {@link ReverseProxy.prepare}.
   */
  addresses?(
    context: HostContext,
    site: Pick<Site<OutputOf<S>>, 'name' | 'section'>,
  ): Promise<readonly ProxyAddress[]>;
  /**
   * Obstacles for visitors that the host's own requests do not meet, such as a port that its firewall closes: one sentence each, without
   * a period, with the fix. An activation warns about them, and `fck status` shows them. Looks only; called together with
   * {@link ReverseProxy.prepare}.
   */
  obstacles?(
    context: HostContext,
    site: Pick<Site<OutputOf<S>>, 'name' | 'section'>,
  ): Promise<readonly string[]>;
  /** The work in progress just before the switch, such as the workers that may hold old requests. Looks only. */
  workMark(remote: Remote): Promise<unknown>;
  /** Whether all work of that mark is finished. Looks only. */
  drained(remote: Remote, mark: unknown): Promise<boolean>;
  /**
   * The end of its own error log, to explain a failed switch. Looks only.
   *
   * @param about keep only lines that contain one of these texts, which identify the project's site and services
   */
  log?(remote: Remote, lines: number, about: readonly string[]): Promise<string>;
  /**
   * Sites that fck did not write, for `fck adopt`, and whether a site of this section would answer their visitors. Looks only.
   *
   * @throws FckError if its configuration cannot be read
   */
  foreignSites?(context: HostContext, section: OutputOf<S>): Promise<readonly ForeignSite[]>;
  /**
   * The maintenance of a site; undefined if there is none. It outlives activations, undone ones too, and reboots. During it, requests to
   * {@link ReverseProxy.addresses} get the site as usual. Looks only.
   */
  maintenance?(context: HostContext, siteName: string): Promise<Maintenance | undefined>;
  /** Begins the maintenance of a site, or changes it. If it fails, it throws and changes nothing. */
  beginMaintenance?(
    context: HostContext,
    site: Pick<Site<OutputOf<S>>, 'name' | 'verificationPath'>,
    maintenance: Maintenance,
  ): Promise<void>;
  /** Ends the maintenance of a site. It is no error if there is none. */
  endMaintenance?(context: HostContext, siteName: string): Promise<void>;
  /** Removes the site, and ends its maintenance. A missing site is not an error. */
  remove(context: HostContext, siteName: string): Promise<void>;
}
