import { errorKind, type FckError, isFckError } from '@fck/core';
import type { Repository } from './repository.js';

/** The meaning of git's error messages at a failed fetch, and what to do. */
interface Explanation {
  readonly sign: RegExp;
  readonly what: string;
  readonly hint: string;
}

const explanations: readonly Explanation[] = [
  {
    sign: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    what: 'the git host shows another SSH host key than the one that is pinned',
    hint: 'If the git host announced a new key, give it with `host_key:` in `keys:` and provision again. If not, someone may intercept the connection.',
  },
  {
    sign: /Host key verification failed|No .* host key is known for/,
    what: "the git host's SSH host key is not known on this machine",
    hint: "Add `git: {clone: …}` to the role's `provision:` and run `fck run provision`, which pins it.",
  },
  {
    sign: /Permission denied \(|Authentication failed|could not read Username|terminal prompts disabled|HTTP Basic: Access denied/,
    what: 'the git host denied this machine access',
    hint: "Set `install_key_file: true` below the role's `provision: git:`, and give a key with access in `keys:`; add its public key at the git host as a deploy key. Then provision again.",
  },
  {
    sign: /Repository not found|does not appear to be a git repository|repository '.*' (not found|does not exist)|project you were looking for could not be found/i,
    what: 'there is no such repository, or this key may not see it',
    hint: 'Check the url in `repos:`, and that the key of `keys:` has access to this repository.',
  },
  {
    sign: /(external|smudge) filter .*lfs.* failed|git-lfs filter-process|Failed to fetch some objects from|batch (request|response): /,
    what: 'git-lfs could not fetch the files that the repository keeps in Git LFS',
    hint: 'The host must be able to read from the LFS server of a `url:`. A repository with a `path:` is sent with the files that this machine has: run `git lfs fetch` in it.',
  },
  {
    sign: /transport 'file' not allowed/,
    what: "git does not clone from a path of the host's own disk here",
    hint: 'Give it an https:// or ssh:// url.',
  },
  {
    sign: /detected dubious ownership/,
    what: 'it belongs to another user of the host, and git does not read the repositories of others',
    hint: 'Give its folder to the login user, or let git read it: fck exec -- git config --global --add safe.directory PATH',
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
    hint: 'Make room there: `fck plan prune` shows which old builds can be removed.',
  },
];

const fetchFailed = errorKind(
  'GIT_FETCH_FAILED',
  'A repository could not be cloned or fetched. The message says why, if git said so; the output of git is below.',
  (repo: string, url: string, explanation: Explanation | undefined, cause: FckError) => ({
    message: `The repository "${repo}" could not be fetched from ${url}${explanation ? `: ${explanation.what}.` : '.'}`,
    hint: explanation?.hint ?? cause.hint,
    detail: cause.detail ?? cause.message,
    cause,
  }),
);

/** A host could not fetch a submodule. */
export const submoduleFailed = errorKind(
  'GIT_SUBMODULE_FAILED',
  'A host fetches the submodules of a repository by itself, from the urls in `.gitmodules`, and that failed. Repositories with a `path:` are sent with the submodules that this machine has; hosts fetch the others.',
  (
    repo: string,
    submodule: Submodule,
    isSent: boolean,
    explanation: Explanation | undefined,
    cause: FckError,
  ) => {
    const from = submodule.url === undefined ? '' : ` from ${submodule.url}`;
    return {
      message: `The submodule "${submodule.path}" of the repository "${repo}" could not be fetched${from}${explanation ? `: ${explanation.what}.` : '.'}`,
      hint: isSent
        ? `This machine does not have the commit of the submodule, so the host tries to fetch it. Run \`git submodule update --init --recursive\` in "${repo}": submodules that are there are sent.`
        : explanation?.hint,
      detail: cause.detail ?? cause.message,
      cause,
    };
  },
);

/** The submodule that git could not fetch, if its output names one. */
interface Submodule {
  readonly path: string;
  readonly url: string | undefined;
}

function submoduleIn(output: string): Submodule | undefined {
  const url = /clone of '(.*)' into submodule path '.*' failed/.exec(output)?.[1];
  const path = /Failed to clone '(.*?)'/.exec(output)?.[1] ?? /submodule path '(.*?)'/.exec(output)?.[1];
  return path === undefined ? undefined : { url, path };
}

/** A failed clone or fetch, explained. Any other error stays unchanged. */
export function explainFailure(repository: Repository, thrown: unknown): unknown {
  if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') return thrown;
  const output = `${thrown.message}\n${thrown.detail ?? ''}`;
  const submodule = submoduleIn(output);
  if (submodule) {
    const isSent = repository.origin.kind === 'path';
    return submoduleFailed(repository.name, submodule, isSent, explanationOf(output), thrown);
  }
  const url = repository.origin.kind === 'url' ? repository.origin.url.text : repository.origin.path;
  return fetchFailed(repository.name, url, explanationOf(output), thrown);
}

/** The meaning of git's output; undefined if it is unknown. */
export function explanationOf(output: string): Explanation | undefined {
  return explanations.find(({ sign }) => sign.test(output));
}
