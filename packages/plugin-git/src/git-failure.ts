import { errorKind, type FckError, isFckError } from '@fck/core';
import type { Repository } from './repository.js';

/** What git's own words at a failed fetch mean, and what to do about it. */
interface Explanation {
  readonly sign: RegExp;
  readonly what: string;
  readonly hint: string;
}

const explanations: readonly Explanation[] = [
  {
    sign: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    what: 'the git host shows another SSH host key than the one that is pinned',
    hint: 'If the git host announced a new key, give it with `host_key:` in `keys:` and provision again. If not, somebody may be in between.',
  },
  {
    sign: /Host key verification failed|No .* host key is known for/,
    what: "the git host's SSH host key is not known on this machine",
    hint: "Add `git: {clone: …}` to the role's `provision:` and run `fck run provision`, which pins it.",
  },
  {
    sign: /Permission denied \(|Authentication failed|could not read Username|terminal prompts disabled|HTTP Basic: Access denied/,
    what: 'the git host did not let this machine in',
    hint: "Set `install_key_file: true` below the role's `provision: git:`, and give a key with access in `keys:`; its public half belongs at the git host as a deploy key. Then provision again.",
  },
  {
    sign: /Repository not found|does not appear to be a git repository|repository '.*' (not found|does not exist)|project you were looking for could not be found/i,
    what: 'there is no such repository, or this key may not see it',
    hint: 'Check the url in `repos:`, and that the key of `keys:` has access to this repository.',
  },
  {
    sign: /Could not resolve host/i,
    what: "the git host's name is not known on this machine",
    hint: 'Check the url in `repos:` and the name resolution of the machine.',
  },
  {
    sign: /Connection (timed out|refused|reset)|Network is unreachable|No route to host|Failed to connect/i,
    what: 'the git host cannot be reached from this machine',
    hint: 'Check its firewall; a repository that only your own machine can reach can be sent with `path:` instead of `url:`.',
  },
  {
    sign: /No space left on device/,
    what: 'the file system has no room left',
    hint: 'Make room there: `fck plan prune` shows which old builds need not stay.',
  },
];

const fetchFailed = errorKind(
  'GIT_FETCH_FAILED',
  'A repository could not be cloned or fetched. The message says why, as far as git said so; its own words stand below.',
  (repo: string, url: string, explanation: Explanation | undefined, cause: FckError) => ({
    message: `The repository "${repo}" could not be fetched from ${url}${explanation ? `: ${explanation.what}.` : '.'}`,
    hint: explanation?.hint ?? cause.hint,
    detail: cause.detail ?? cause.message,
    cause,
  }),
);

/** A failed clone or fetch, explained. What is no failed command stays as it is. */
export function explainFailure(repository: Repository, thrown: unknown): unknown {
  if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') return thrown;
  const url = repository.origin.kind === 'url' ? repository.origin.url.text : repository.origin.path;
  return fetchFailed(
    repository.name,
    url,
    explanationOf(`${thrown.message}\n${thrown.detail ?? ''}`),
    thrown,
  );
}

/** What git's words mean; undefined if they say nothing known. */
export function explanationOf(output: string): Explanation | undefined {
  return explanations.find(({ sign }) => sign.test(output));
}
