import { z } from 'zod';

const serverName = z
  .string()
  .regex(/^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'must be a host name, such as www.example.com');

/** The section `activate: haproxy:`. Every value fits into haproxy's configuration as one word. */
export const haproxySection = z.strictObject({
  /** Port of the site. Each has one of its own. */
  listen: z.int().min(1).max(65535).default(80),
  /** Host names that the site answers to. Without any, it answers to all. */
  server_names: z
    .union([z.string().transform((name) => [name]), z.array(z.string())])
    .pipe(z.array(serverName))
    .default([]),
  /** Taken so that a role can change its proxy by changing one key. haproxy serves no files: the application does. */
  static: z.array(z.looseObject({ url: z.string() })).default([]),
});

/** A checked `activate: haproxy:`. */
export type HaproxySection = z.output<typeof haproxySection>;
