import type { Build } from './build.js';
import type { HostContext } from './contexts.js';
import type { ForeignSite, Replaced } from './foreign.js';
import type { Remote } from './remote.js';
import type { Endpoint, Instance } from './service.js';
import type { OutputOf, StandardSchema } from './standard-schema.js';
import type { WrittenFile } from './written-file.js';

/** What a reverse proxy is told to serve. */
export interface Site<Section = unknown> {
  /** Unique on its host, safe as a file name: `<project>.<role>`. */
  readonly name: string;
  readonly build: Build;
  readonly buildPath: string;
  /** The instance that requests are passed to; undefined for a site of static files. */
  readonly instance: Instance | undefined;
  readonly section: Section;
  /**
   * A path that only the host itself may ask and that answers with {@link Site.proof}: it tells which build the site
   * really serves.
   */
  readonly proofPath: string;
  readonly proof: string;
}

/** One way in to a site, for the host itself. */
export interface ProxyAddress {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** The `Host` header to send. Default: that of the URL. */
  readonly hostName?: string | undefined;
}

/** A reverse proxy. `nginx` is one. Registered in `fck.proxies`. Data given to `restore` must be plain JSON. */
export interface ReverseProxy<S extends StandardSchema = StandardSchema> {
  readonly schema: S;
  readonly about: string;
  /** Where it can reach services. Core prefers a Unix socket if the service can listen on one. Default: `['tcp']`. */
  readonly endpoints?: readonly Endpoint['kind'][] | undefined;
  /**
   * Unix user whose processes connect to services and read static files; undefined if it is not known (yet). Core lets it into the
   * project's builds and sockets. Looks only.
   */
  user?(remote: Remote): Promise<string | undefined>;
  /**
   * Checks before anything is changed that the switch could work: its own config is valid as it stands now. Looks only.
   *
   * @param replaces sites of others, as {@link ReverseProxy.foreignSites} found them, whose place the site takes: they go in the same switch
   */
  prepare(context: HostContext, site: Site<OutputOf<S>>, replaces?: Replaced): Promise<void>;
  /**
   * What {@link ReverseProxy.restore} needs to serve again what is served now. Looks only.
   *
   * @param replaces as {@link ReverseProxy.prepare} is given it
   */
  remember(context: HostContext, siteName: string, replaces?: Replaced): Promise<unknown>;
  /**
   * Makes the site serve: new requests go to the new instance, those under way are finished by the old. Throws, with everything as
   * before, if it cannot.
   *
   * @param replaces as {@link ReverseProxy.prepare} is given it: their files are kept as backups, and they go at the same moment
   */
  switchTo(context: HostContext, site: Site<OutputOf<S>>, replaces?: Replaced): Promise<void>;
  /**
   * The files by which it serves a site, as {@link ReverseProxy.switchTo} writes them: `fck status` reports one that was changed since,
   * and an activation that would write the same has nothing to do. Looks only.
   */
  files?(context: HostContext, site: Site<OutputOf<S>>): Promise<readonly WrittenFile[]>;
  /** Takes the switch back. */
  restore(context: HostContext, siteName: string, remembered: unknown): Promise<void>;
  /** Base URL that the host itself reaches the site by, and the `Host` header to send: for the proof through the reverse proxy. */
  address(site: Pick<Site<OutputOf<S>>, 'name' | 'section'>): ProxyAddress;
  /**
   * All of them, where it listens at several places on this host: each has to prove that it serves the new build. Default: that of
   * {@link ReverseProxy.address}. Looks only; asked together with {@link ReverseProxy.prepare}.
   */
  addresses?(
    context: HostContext,
    site: Pick<Site<OutputOf<S>>, 'name' | 'section'>,
  ): Promise<readonly ProxyAddress[]>;
  /**
   * What keeps visitors out whom the host itself does not notice, such as a port that its firewall closes: one sentence each, without a
   * period, with what would help. An activation warns of it, and `fck status` shows it. Looks only; asked together with {@link ReverseProxy.prepare}.
   */
  obstacles?(
    context: HostContext,
    site: Pick<Site<OutputOf<S>>, 'name' | 'section'>,
  ): Promise<readonly string[]>;
  /** A mark of the work in progress at this moment, taken just before the switch: the workers that may hold old requests. Looks only. */
  workMark(remote: Remote): Promise<unknown>;
  /** Whether everything under way at that mark is finished. Looks only. */
  drained(remote: Remote, mark: unknown): Promise<boolean>;
  /**
   * The end of its own log of errors, for what explains a failed switch. Looks only.
   *
   * @param about texts of which a line holds one if it is about the project's site or services: others' lines are left out
   */
  log?(remote: Remote, lines: number, about: readonly string[]): Promise<string>;
  /**
   * Sites that fck did not write, for `fck adopt`: each with whether a site of this section would answer its visitors. Looks only.
   *
   * @throws FckError if its configuration cannot be read
   */
  foreignSites?(context: HostContext, section: OutputOf<S>): Promise<readonly ForeignSite[]>;
  /** Takes the site down. No error if there is none. */
  remove(context: HostContext, siteName: string): Promise<void>;
}
