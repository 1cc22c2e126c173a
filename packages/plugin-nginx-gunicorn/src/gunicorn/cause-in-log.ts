/** Frames of a traceback that are shown: the innermost ones of the application. */
const FRAMES = 3;
/** Lines of one exception's message that are shown. */
const MESSAGE_LINES = 8;

/** gunicorn's own exception after a worker failed to load the application: the cause was printed before. */
const AFTERMATH = /^(gunicorn\.errors\.HaltServer|SystemExit|KeyboardInterrupt)\b/;

/** What gunicorn prints, without a traceback, about an application that it cannot load or an option that it cannot use. */
const BARE =
  /^(Failed to (find|parse|load) |Application object must be callable|Function reference must be|Error: |gunicorn: error: )/;

/** What gunicorn logs when something else killed a worker. */
const KILLED = /Worker \(pid:\d+\) was sent SIGKILL! Perhaps out of memory\?|\[CRITICAL\] WORKER TIMEOUT/;

/** `[2026-11-29 23:43:52 +0000] [123] [ERROR]`, and other beginnings of lines that are not the application's own. */
const LOG_PREFIX = /^\[[^\]]*\] \[\d+\] \[[A-Z]+\] /;

interface Frame {
  readonly file: string;
  readonly lines: readonly string[];
}

/**
 * Finds in gunicorn's log why the application does not answer: its last exception, with the frames of its own code, or gunicorn's
 * message about an application that it cannot load.
 *
 * @returns undefined if no line says so
 */
export function causeInLog(log: string): string | undefined {
  const lines = log.split('\n').map((line) => line.trimEnd());
  let cause: string | undefined;
  let killed: string | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (isTraceback(line)) {
      const { end, text, exception } = readTraceback(lines, index);
      index = end;
      if (!AFTERMATH.test(exception)) cause = text;
    } else if (BARE.test(line)) cause = line;
    else if (KILLED.test(line)) killed = line.replace(LOG_PREFIX, '');
  }
  return cause ?? killed;
}

function isTraceback(line: string): boolean {
  return line.endsWith('Traceback (most recent call last):');
}

/** Reads one traceback. A chained one is read as several, of which the last is the one that was not caught. */
function readTraceback(
  lines: readonly string[],
  start: number,
): { readonly end: number; readonly text: string; readonly exception: string } {
  const frames: Frame[] = [];
  let index = start + 1;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (!/^\s/.test(line)) break;
    const file = /^ {2}File "([^"]+)", line \d+/.exec(line)?.[1];
    if (file !== undefined) frames.push({ file, lines: [line] });
    else if (frames.length > 0) {
      const frame = frames.pop();
      if (frame) frames.push({ file: frame.file, lines: [...frame.lines, line] });
    }
  }
  const message = [lines[index] ?? ''];
  for (let next = index + 1; next < lines.length && belongsToMessage(lines[next] ?? ''); next += 1)
    message.push(lines[next] ?? '');
  const [exception = ''] = message;
  const shown = message.slice(0, MESSAGE_LINES);
  return {
    end: index + message.length - 1,
    exception,
    text: [...shown, ...framesShown(frames).flatMap((frame) => frame.lines)].join('\n'),
  };
}

/** A message may have several lines: a following line belongs to it unless it is empty or a line of the log. */
function belongsToMessage(line: string): boolean {
  return (
    line !== '' &&
    !/^\[|^\d{4}-\d\d-\d\d|^(INFO|WARNING|ERROR|CRITICAL|DEBUG)\b/.test(line) &&
    !isTraceback(line) &&
    !BARE.test(line)
  );
}

/** The application's own frames; without any, the innermost of all. */
function framesShown(frames: readonly Frame[]): readonly Frame[] {
  const own = frames.filter(({ file }) => !/\/(site|dist)-packages\/|\/lib\/python\d|^<frozen /.test(file));
  return (own.length > 0 ? own : frames).slice(-FRAMES);
}
