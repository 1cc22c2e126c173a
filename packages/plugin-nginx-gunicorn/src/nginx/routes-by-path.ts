import { z } from 'zod';

/** `routes:`, from paths to names of services. */
export function routesByPath() {
  const path = z
    .string()
    .regex(
      /^\/[^\p{Cc}$?#]+$/u,
      'must be a path, such as /api/, without ? # and $; / itself is what the service of the role answers',
    );
  return z.record(path, z.string().min(1));
}
