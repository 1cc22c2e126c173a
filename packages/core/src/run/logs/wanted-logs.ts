/** What to show of the logs of services. */
export interface WantedLogs {
  /** Wait for new lines, also of instances that start later. */
  readonly follow: boolean;
  /** How many of the last lines of each instance. Default: 100; all of them with {@link WantedLogs.since}. */
  readonly lines?: number | undefined;
  /** Only lines that were printed since then, in milliseconds of the Unix epoch. */
  readonly since?: number | undefined;
  /** Only services of this kind: `gunicorn`. */
  readonly service?: string | undefined;
  /** Only lines with this text. */
  readonly containing?: string | undefined;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/** A line of the log of a service. */
export interface LogLine {
  readonly host: string;
  readonly role: string;
  /** The kind of the service: `gunicorn`. */
  readonly service: string;
  readonly build: string;
  /** Milliseconds of the Unix epoch; undefined if the log has no times. */
  readonly at: number | undefined;
  /** Without secrets. */
  readonly text: string;
}

/** Gets the lines, and what else there is to say. */
export interface LogListener {
  line(line: LogLine): void;
  /** Something about the log of a host that the user has to know. */
  note(host: string, text: string): void;
  /** The logs of a host could not be read, or not to their end. */
  failed(host: string, error: unknown): void;
}
