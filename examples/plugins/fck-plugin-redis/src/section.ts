import * as v from 'valibot';

const policies = ['noeviction', 'allkeys-lru', 'allkeys-lfu', 'volatile-lru', 'volatile-ttl'] as const;

/** The section `provision: redis:`. Any Standard Schema will do: this one is valibot's. */
export const redisSection = v.strictObject({
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)), 6379),
  /** Memory limit for data, in megabytes. */
  memory: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 64),
  /** What it evicts when the limit is reached. */
  policy: v.optional(v.picklist(policies), 'noeviction'),
});

/** A checked `provision: redis:`. */
export type RedisSection = v.InferOutput<typeof redisSection>;
