import { posix } from 'node:path';
import { nameSchema } from '@fck/core';
import { z } from 'zod';
import { isCommitId, isRefName } from './ref.js';
import { parseRepoUrl } from './repo-url.js';

const url = () =>
  z.string().superRefine((text, problem) => {
    const parsed = parseRepoUrl(text);
    if (parsed.kind === 'refused') problem.addIssue(`is no git url: ${parsed.why}`);
  });

const refName = () => z.string().refine(isRefName, 'cannot be the name of a branch or tag');
const commitId = () => z.string().refine(isCommitId, 'must be a commit id: 4 to 64 hexadecimal digits');
const hostName = () =>
  z.string().regex(/^[A-Za-z0-9_:][A-Za-z0-9_.:-]*$/, 'must be a host name, without user and port');

/** One of a kind, or a list of them. Not a union: its errors would not name the wrong element. */
function listOf<S extends z.ZodType>(element: S) {
  return z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(element).min(1));
}

/** A folder in the repository; `.` is its top. */
const subdirectory = () =>
  z
    .string()
    .min(1)
    .refine(
      (path) => !posix.isAbsolute(path) && !path.split('/').includes('..') && !/\p{Cc}/u.test(path),
      'must be a folder inside of the repository, such as `services/api`',
    )
    .transform((path) => posix.normalize(path).replace(/\/$/, ''))
    .refine((path) => !path.split('/').includes('.git'), "must not be a folder of git's own");

const REF_KEYS = ['ref', 'branch', 'tag', 'commit'] as const;

const repo = z.lazy(() =>
  z
    .strictObject({
      url: url().optional(),
      path: z.string().min(1).optional(),
      ref: refName().optional(),
      branch: refName().optional(),
      tag: refName().optional(),
      commit: commitId().optional(),
      dir: nameSchema().optional(),
      subdirectory: subdirectory().optional(),
    })
    .refine(
      (value) => (value.url === undefined) !== (value.path === undefined),
      'needs either `url` or `path`',
    )
    .refine(
      (value) => REF_KEYS.filter((key) => value[key] !== undefined).length <= 1,
      'may have only one of `ref`, `branch`, `tag` and `commit`',
    ),
);

/** `repos:` of the project: a url, or a mapping. */
export const reposSchema = z.lazy(() =>
  z.record(
    nameSchema(),
    z.preprocess((value) => (typeof value === 'string' ? { url: value } : value), repo),
  ),
);

const hostKey = () =>
  z
    .string()
    .trim()
    .regex(
      /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+={0,3}( [^\n\r]*)?$/,
      'must be a public host key: ssh-ed25519 AAAA…',
    );

const key = z.lazy(() =>
  z
    .strictObject({
      local_file: z.string().min(1).optional(),
      private: z.boolean().default(true),
      host: hostName().optional(),
      hosts: z.array(hostName()).min(1).optional(),
      host_key: listOf(hostKey()).optional(),
    })
    .refine(
      (value) => value.host === undefined || value.hosts === undefined,
      'may have `host` or `hosts`, not both',
    )
    .refine(
      (value) => value.local_file !== undefined || value.host_key !== undefined,
      'needs `local_file` (a private key), `host_key` (a public host key), or both',
    )
    .refine(
      (value) => value.host_key === undefined || value.host !== undefined || value.hosts !== undefined,
      'has a `host_key` but no `host` that it belongs to: add `host`',
    ),
);

/** `keys:` of the project. An entry without a host is for all hosts without an entry of their own. */
export const keysSchema = z.lazy(() => z.record(nameSchema(), key));

/** `provision: git:` of a role. */
export const gitSchema = z.lazy(() =>
  z.strictObject({
    install_key_file: z.boolean().default(false),
    clone: listOf(z.string()).optional(),
  }),
);

/** `repos:` as validated. */
export type ReposSection = z.output<typeof reposSchema>;
/** `keys:` as validated. */
export type KeysSection = z.output<typeof keysSchema>;
/** `provision: git:` as validated. */
export type GitSection = z.output<typeof gitSchema>;
