import { z } from 'zod';

/** `allow_access` and `request_access`: `{roles: web}`, or the names of the roles alone. */
export const accessSchema = z.lazy(() => {
  const roleNames = z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(z.string().min(1)).min(1),
  );
  return z.preprocess(
    (value) => (typeof value === 'string' || Array.isArray(value) ? { roles: value } : value),
    z.strictObject({ roles: roleNames }),
  );
});

/** `build: copy_from:` of a role. */
export const copyFromSchema = z.lazy(() =>
  z.strictObject({
    role: z.string().min(1),
    /** Name of a build; default: the newest. */
    build: z.string().min(1).optional(),
    /** Name of the object store to copy through; default: from host to host. */
    via: z.string().min(1).optional(),
  }),
);

/** `build: copy_from:` as validated. */
export type CopyFromSection = z.output<typeof copyFromSchema>;
