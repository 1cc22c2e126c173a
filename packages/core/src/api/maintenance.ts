/** The maintenance of a site: visitors get a page with status 503, until it ends. */
export interface Maintenance {
  /** When it began: ISO 8601. */
  readonly since: string;
  /** The text that visitors read; undefined: a sentence of the reverse proxy. */
  readonly message?: string | undefined;
  /** Addresses and networks (`203.0.113.0/24`) that get the site as usual. */
  readonly allow: readonly string[];
  /** Paths, such as that of a load balancer's health check, that are answered as usual. */
  readonly allowPaths: readonly string[];
  /** Seconds after which clients may ask again: the header `Retry-After`. */
  readonly retryAfter: number;
}
