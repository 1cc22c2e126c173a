import { isFckError, messageOf, type Place } from './fck-error.js';

/** An error as plain data, for events and summaries. Fields without a value are missing. */
export interface ErrorFields {
  /** `UNEXPECTED` for anything but an {@link FckError}. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly detail?: string;
  readonly where?: Place;
  readonly host?: string;
  readonly plugin?: string;
  readonly hook?: string;
}

/** Describes anything that was thrown. */
export function errorFields(thrown: unknown): ErrorFields {
  if (!isFckError(thrown)) return { code: 'UNEXPECTED', message: messageOf(thrown) };
  const { code, message, hint, detail, where, host, plugin, hook } = thrown;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
    ...(where === undefined ? {} : { where: { ...where } }),
    ...(host === undefined ? {} : { host }),
    ...(plugin === undefined ? {} : { plugin }),
    ...(hook === undefined ? {} : { hook }),
  };
}
