import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quote, type ShellValue, sh } from './command.js';

/** Shells that are `sh` on hosts. */
const shells = ['dash', 'bash', 'busybox sh'];

/** Whether this machine has a shell. CI has all of them (`.ci/run` installs them), and fails without one. */
function isThere(shell: string): boolean {
  return process.env.CI !== undefined || spawnSync(argvOf(shell)[0] ?? '', ['--help']).error === undefined;
}

function argvOf(shell: string): string[] {
  return shell.split(' ');
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-sh-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(shell: string, text: string): string {
  const [program = '', ...options] = argvOf(shell);
  const env = { PATH: process.env.PATH, HOME: '/root', TMPDIR: '/tmp' };
  const ended = spawnSync(program, [...options, '-c', text], { cwd: folder, env });
  if (ended.error !== undefined) throw ended.error;
  return ended.stdout.toString();
}

interface Text {
  readonly text: string;
}
type Tag = (template: TemplateStringsArray, ...values: ShellValue[]) => Text;

/** Each prints the value and a NUL byte, if the shell reads the value only as a value. */
const accepted: Record<
  string,
  readonly [command: (value: string) => Text, prints?: (value: string) => string]
> = {
  'a word': [(v) => sh`printf '%s\0' ${v}`],
  'behind an option': [(v) => sh`printf '%s\0' --x=${v}`, (v) => `--x=${v}`],
  'before a suffix': [(v) => sh`printf '%s\0' ${v}.t`, (v) => `${v}.t`],
  'behind double quotes': [(v) => sh`printf '%s\0' "$none"${v}`],
  'between single quotes': [(v) => sh`printf '%s\0' 'a'${v}'b'`, (v) => `a${v}b`],
  'behind a variable': [(v) => sh`printf '%s\0' $none${v}`],
  'behind a tilde': [(v) => sh`printf '%s\0' ~${v}`, (v) => `~${v}`],
  'behind two backslashes': [(v) => sh`printf '%s\0' \\${v}`, (v) => `\\${v}`],
  'before a redirection': [(v) => sh`printf '%s\0' ${v}>out; cat out; rm out`],
  'before a number sign': [(v) => sh`printf '%s\0' ${v}#`, (v) => `${v}#`],
  'an array': [(v) => sh`printf '%s,' ${[v, v]}; printf '\0'`, (v) => `${v},${v},`],
  'an empty array before a number sign': [(v) => sh`printf '%s\0' ${[]}#${v}`, (v) => `#${v}`],
  'a command': [(v) => sh`{ ${sh`printf '%s\0' ${v}`}; }`],
  'behind a command that ends in a comment': [(v) => sh`${sh`: # it's`}printf '%s\0' ${v}`],
  'an assignment': [(v) => sh`x=${v}; printf '%s\0' "$x"`],
  'a substitution': [(v) => sh`x=$(printf %s ${v}; echo .); printf '%s\0' "$x"`, (v) => `${v}.`],
  'a substitution in double quotes': [(v) => sh`printf '%s\0' "$(printf %s ${v}; echo .)"`, (v) => `${v}.`],
  'a substitution in another': [
    (v) => sh`printf '%s\0' "a$(printf %s "b$(printf %s ${v}; echo .)")"`,
    (v) => `ab${v}.`,
  ],
  'a substitution in ${…} in double quotes': [
    (v) => sh`printf '%s\0' "\${none:-$(printf %s ${v}; echo .)}"`,
    (v) => `${v}.`,
  ],
  'a case in a substitution in double quotes': [
    (v) => sh`printf '%s\0' "$(case "a)" in b) ;; 'a)') printf %s ${v}; echo .;; esac)"`,
    (v) => `${v}.`,
  ],
  'a default': [(v) => sh`printf '%s\0' \${none:-${v}}`],
  'a default that is assigned': [(v) => sh`: \${none=${v}}; printf '%s\0' "$none"; unset none`],
  'a prefix to be removed': [(v) => sh`x=${v}a; printf '%s\0' \${x#${v}}`, () => 'a'],
  'a pattern of case': [(v) => sh`case ${v} in ${v}) printf '%s\0' ${v};; *) printf '%s\0' no;; esac`],
  'one of several patterns': [(v) => sh`case ${v} in a/|${v}) printf '%s\0' ${v};; esac`],
  'a list of for': [(v) => sh`for x in ${[v]}; do printf '%s\0' "$x"; done`],
  'a test': [(v) => sh`[ ${v} = ${v} ] && printf '%s\0' ${v}`],
  'behind a here-document': [
    (v) => sh`while read -r line; do :; done <<EOF
it's "
EOF
printf '%s\0' ${v}`,
  ],
  'behind a here-document that is not expanded': [
    (v) => sh`while read -r line; do :; done <<-'E F'; printf '%s\0' ${v}
	$(' "
	E F`,
  ],
  'behind a comment': [
    (v) => sh`# it's "
printf '%s\0' ${v} # don't`,
  ],
  'a function': [(v) => sh`f() { printf '%s\0' ${v}; }; f`],
  'the program of another shell': [(v) => sh`sh -c ${sh`printf '%s\0' ${v}`.text}`],
  'an argument of another shell': [(v) => sh`sh -c 'printf "%s\0" "$1"' sh ${v}`],
  'behind arithmetic': [(v) => sh`: $(((1 + 2) * 3)) $#; printf '%s\0' ${v}`],
};

const hostileParts = [
  ...`a'"\`$(){}[]<>|&;*?!~#\\ \n\t-=%:,@^1\u0001\u007f\u00e9\u{1F600}`,
  '$(touch ran)',
  '`touch ran`',
  "'; touch ran; '",
  '\ntouch ran\n',
  '\nEOF\n',
  "\\'",
  '${',
  'esac',
];
/** Everything that a shell gives a meaning to, alone and together, and plain words that are syntax somewhere. */
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...hostileParts), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.constantFrom('esac', 'in', 'do', 'done', 'if', '2', '0', 'root', 'none', 'x', '+', '-', '--', '-n', ''),
);

describe.each(shells)('a value in a template, read by %s', (shell) => {
  it.skipIf(!isThere(shell))('is one literal word wherever it is accepted', () => {
    const places = Object.entries(accepted);
    fc.assert(
      fc.property(hostile, (value) => {
        const program = places.map(([, [command]]) => `${command(value).text}\n`).join('');
        const printed = run(shell, program).split('\0');
        expect(Object.fromEntries(places.map(([place], at) => [place, printed[at]]))).toEqual(
          Object.fromEntries(places.map(([place, [, prints]]) => [place, prints?.(value) ?? value])),
        );
        expect(readdirSync(folder)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

/** An `sh` that does not check where a placeholder is. */
const careless: Tag = ({ raw }, ...values) => ({
  text: raw
    .map((text, at) => text.replaceAll('\\${', '${') + (at < values.length ? quote(String(values[at])) : ''))
    .join(''),
});

/** Each with a value that makes a file named `ran`. */
const refused: readonly [place: string, value: string, command: (tag: Tag, value: string) => Text][] = [
  ['inside single quotes', 'a; touch ran; :', (tag, v) => tag`echo '${v}'`],
  ['inside single quotes', 'a; touch ran; :', (tag, v) => tag`echo 'it is ${v} now'`],
  ['inside single quotes', 'a; touch ran; :', (tag, v) => tag`sh -c 'echo ${v}'`],
  [
    'inside single quotes',
    'a; touch ran; :',
    (tag, v) => tag`cat <<'EOF'
it's
EOF
echo '${v}'`,
  ],
  ['inside double quotes', '$(touch ran)', (tag, v) => tag`echo "it is ${v} now"`],
  ['inside double quotes', '$(touch ran)', (tag, v) => tag`sh -c "echo ${v}"`],
  ['inside double quotes', '$(touch ran)', (tag, v) => tag`echo "$(echo "${v}")"`],
  ['inside double quotes', '$(touch ran)', (tag, v) => tag`echo "$(case x in x) echo "${v}";; esac)"`],
  ['inside double quotes', '$(touch ran)', (tag, v) => tag`echo $(echo ')') "${v}"`],
  ["inside $'…'", 'a; touch ran; :', (tag, v) => tag`echo $'${v}'`],
  ['inside backticks', 'a`; touch ran; echo `', (tag, v) => tag(made('echo `echo ', '`'), v)],
  ['inside ${…} of the shell', '$(touch ran)', (tag, v) => tag`echo "\${x:-${v}}"`],
  ['inside ${…} of the shell', '$(touch ran)', (tag, v) => tag`echo "\${x:-a"$HOME"${v}}"`],
  ['inside ${…} of the shell', '$(touch ran)', (tag, v) => tag`echo "\${x:-\${y:-${v}}}"`],
  ['inside ${…} of the shell', 'a[$(touch ran)0]', (tag, v) => tag`x=abc; echo \${x:${v}}`],
  ['inside ${…} of the shell', 'HOME', (tag, v) => tag`[ /root != \${${v}} ] || touch ran`],
  ['inside arithmetic', '$(touch ran)', (tag, v) => tag`echo $((1 + ${v}))`],
  ['inside arithmetic', '$(touch ran)', (tag, v) => tag`echo $(((1) + ${v}))`],
  ['inside arithmetic', 'a[$(touch ran)0]', (tag, v) => tag`((1 + ${v}))`],
  ['in a comment', 'a\ntouch ran\n', (tag, v) => tag`echo # ${v}`],
  [
    'in a comment',
    'a\ntouch ran # ',
    (tag, v) => tag`echo "$(: # ${v}
)"`,
  ],
  [
    'in a here-document',
    '$(touch ran)',
    (tag, v) => tag`cat <<EOF
${v}
EOF`,
  ],
  [
    'in a here-document',
    'a\nEOF\ntouch ran\n: ',
    (tag, v) => tag`cat <<'EOF'
${v}
EOF`,
  ],
  [
    'in a here-document',
    '$(touch ran)',
    (tag, v) => tag`cat <<-E; echo "
	E
	"
	${v}
	E`,
  ],
  [
    'in a here-document',
    '$(touch ran)',
    (tag, v) => tag`cat <<EOF
a\
EOF
${v}
EOF`,
  ],
  [
    'in a here-document',
    'x',
    (tag, v) => tag`cat <<${v}
$(touch ran)
x`,
  ],
  ['behind a backslash', '\ntouch ran # ', (tag, v) => tag(made('echo \\', ''), v)],
  ['behind a dollar sign', "\\'\ntouch ran # ", (tag, v) => tag`echo $${v}`],
  ['behind a dollar sign', 'HOME', (tag, v) => tag`[ /root != $${v} ] || touch ran`],
];

/** A template that JavaScript has no way to write. */
function made(...raw: string[]): TemplateStringsArray {
  return Object.assign([...raw], { raw });
}

describe('a placeholder', () => {
  it.each(refused)('%s is refused: with the value %j', (place, value, command) => {
    expect(() => command(sh, value)).toThrow(
      expect.objectContaining({
        code: 'COMMAND_PLACEHOLDER',
        message: expect.stringContaining(` ${place}, `),
      }),
    );
  });

  it.each(refused)('%s is refused for a reason: %j runs', (_, value, command) => {
    for (const shell of shells.filter(isThere)) run(shell, command(careless, value).text);
    expect(readdirSync(folder)).toContain('ran');
  });

  it('that is refused names its place, the line and what to write instead', () => {
    const show = (make: () => unknown) => {
      try {
        return make();
      } catch (thrown) {
        return thrown;
      }
    };
    expect(
      show(
        () => sh`cd ${'/srv'} &&
  git -C "${'a'}/$sub" commit -m 'the ${'b'}'`,
      ),
    ).toMatchObject({
      detail: '  git -C "${…}/$sub" commit -m \'the ${…}\'\n          ^',
      hint: expect.stringContaining('"$dir"/${file}'),
    });
    expect(show(() => sh`ls; sudo sh -ec 'rm ${'b'}'`)).toMatchObject({
      detail: "ls; sudo sh -ec 'rm ${…}'\n                    ^",
      hint: expect.stringContaining('as an argument'),
    });
  });
});

describe('a template', () => {
  it.each([
    ['single quotes', () => sh`echo 'it is`],
    ['double quotes', () => sh`echo "$(echo ")"`],
    ['a substitution', () => sh`echo $(ls`],
    ['${…}', () => sh`echo \${x:-`],
    ['arithmetic', () => sh`echo $((1 + (2)`],
    ['a here-document', () => sh`cat <<EOF`],
    [
      'a here-document in a substitution',
      () => sh`echo $(cat <<EOF)
EOF`,
    ],
    ["$'…' that ends earlier for some shells", () => sh`echo $'it\'s'`],
  ])('that leaves %s open is refused', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'COMMAND_UNCLOSED' }));
  });

  it.each([
    ['case', () => sh`case $x in (a) echo ')';; b | c) echo '(' ;; esac; echo ${'x'}`],
    ['a case with a word named so', () => sh`x=$(case case in case) echo case;; in) :;; esac; echo ${'x'})`],
    ['a loop over a word named so', () => sh`x=$(for i do case $i in a) :;; esac; done; echo ${'x'})`],
    ['a word that is no comment', () => sh`echo a#' ' $# \${#x} ${'x'}`],
    [
      'a comment with quotes',
      () => sh`echo a # it's "
echo ${'x'}`,
    ],
    ['nested quotes', () => sh`echo "$(echo "a'b" 'c"d')" ${'x'}`],
    ['a pattern with quotes', () => sh`echo "\${x%'"'}" ${'x'}`],
    ['an apostrophe in a default', () => sh`echo "\${x:-it's}" ${'x'}`],
    ['a here-string', () => sh`cat <<<${'x'}`],
    [
      'a line that goes on',
      () => sh`echo \
  # it's
echo ${'x'}`,
    ],
  ])('with %s is read rightly', (_, make) => {
    expect(make).not.toThrow();
  });

  it('gives the shell its own ${ and every other backslash', () => {
    expect(sh`echo "\${HOME%/}" \$HOME '\n' \\`.text).toBe('echo "${HOME%/}" \\$HOME \'\\n\' \\\\');
  });

  it('is read once', () => {
    const template = made('echo ', ' "$x"');
    const join = vi.spyOn(template.raw, 'map');
    for (let times = 0; times < 3; times += 1) sh(template, 'a');
    expect(join).toHaveBeenCalledTimes(1);
  });
});
