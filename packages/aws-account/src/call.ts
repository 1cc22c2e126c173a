import { setTimeout as delay } from 'node:timers/promises';
import { type FckError, isFckError, messageOf } from '@fck/core';
import type { Account } from './account.js';
import { accountErrors } from './errors.js';

/** Milliseconds before a request with a malformed answer is repeated. */
const PAUSES = [300, 1000];

const CREDENTIALS = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'UnrecognizedClientException',
  'CredentialsProviderError',
  'TokenProviderError',
]);
const DENIED = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException']);

/**
 * Makes one call of the API, and turns failures into errors of fck. Every call of fck may be repeated, since calls that create
 * instances carry a token. So a call whose answer was cut off is repeated.
 *
 * @param action as policies name it: `ec2:RunInstances`
 * @throws FckError `AWS_DENIED`, `AWS_CREDENTIALS`, `AWS_NO_REGION`, `AWS_UNREACHABLE`, `AWS_BAD_ANSWER`, `AWS_REFUSED`
 */
export async function call<T>(account: Account, action: string, send: () => Promise<T>): Promise<T> {
  for (const pause of [...PAUSES, undefined]) {
    try {
      return await send();
    } catch (thrown) {
      const error = inWords(account, action, thrown);
      if (error.code !== 'AWS_BAD_ANSWER' || pause === undefined) throw error;
      await delay(pause);
    }
  }
  throw new Error('unreachable');
}

/** The code by which AWS names an error: `InvalidInstanceID.NotFound`. */
export function awsCodeOf(thrown: unknown): string | undefined {
  if (isFckError(thrown)) return awsCodeOf(thrown.cause);
  return thrown instanceof Error ? thrown.name : undefined;
}

function inWords(account: Account, action: string, thrown: unknown): FckError {
  if (isFckError(thrown)) return thrown;
  const why = messageOf(thrown);
  const error = kindOf(account, action, thrown, why);
  error.cause = thrown;
  return error;
}

function kindOf(account: Account, action: string, thrown: unknown, why: string): FckError {
  const code = awsCodeOf(thrown) ?? 'Error';
  const status = statusOf(thrown);
  if (CREDENTIALS.has(code)) return accountErrors.credentials(why);
  if (DENIED.has(code) || status === 403)
    return accountErrors.denied(action, whoIs(account), firstSentence(why));
  if (status === undefined) {
    return isOfTheNetwork(thrown)
      ? accountErrors.unreachable(action, account.endpoint ?? `AWS in ${account.region ?? 'its region'}`, why)
      : accountErrors.badAnswer(action, firstSentence(why));
  }
  if (status < 300 || /deserialization error/i.test(why))
    return accountErrors.badAnswer(action, firstSentence(why));
  return accountErrors.refused(action, code, why);
}

function isOfTheNetwork(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { name, code } = { name: '', code: '', ...thrown };
  return name === 'TimeoutError' || /^E[A-Z_]+$/.test(String(code)) || name === 'AggregateError';
}

function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('$metadata' in thrown)) return undefined;
  const { $metadata: metadata } = thrown;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

function whoIs({ assumeRole, profile, keys }: Account): string {
  if (assumeRole !== undefined) return assumeRole;
  if (profile !== undefined) return `the profile "${profile}"`;
  return keys ? `the key ${keys.id.slice(0, 8)}…` : 'the credentials in force';
}

/** AWS appends an encoded message for administrators: hundreds of unreadable characters. */
function firstSentence(text: string): string {
  return (
    text
      .split(/\s*Encoded authorization failure message/)[0]
      ?.split('\n')[0]
      ?.slice(0, 300) ?? text
  );
}
