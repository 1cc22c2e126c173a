import { z } from 'zod';

const serverName = z
  .string()
  .regex(/^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'must be a host name, such as www.example.com');

/** The section `activate: haproxy:`. Every value fits into haproxy's configuration as one word. */
export const haproxySection = z.strictObject({
  /** Port of the site. Each site has its own. */
  listen: z.int().min(1).max(65535).default(80),
  /** Host names of the site. Default: all. */
  server_names: z
    .union([z.string().transform((name) => [name]), z.array(z.string())])
    .pipe(z.array(serverName))
    .default([]),
  /** Accepted so that a role can change its proxy by changing one key. Ignored: the application serves the files, not haproxy. */
  static: z.array(z.looseObject({ url: z.string() })).default([]),
});

/** A checked `activate: haproxy:`. */
export type HaproxySection = z.output<typeof haproxySection>;
