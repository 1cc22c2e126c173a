/** What compilers and build backends print where something is missing, and the tools of the catalogue that bring it. */
const SIGNS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /No such file or directory: '\S*?(?:gcc|cc|clang)'|command '\S*?(?:gcc|cc|clang)' failed: No such file|Unknown compiler\(s\)|linker `cc` not found|No CMAKE_C_COMPILER/,
    ['gcc', 'python3-devel'],
  ],
  [/(?:No such file or directory: '|command ')\S*?[gc]\+\+'|No CMAKE_CXX_COMPILER/, ['g++', 'python3-devel']],
  [/\bPython\.h: No such file/, ['python3-devel']],
  [/\bffi\.h: No such file/, ['libffi-devel']],
  [/\bopenssl\/\w+\.h: No such file/, ['openssl-devel']],
  [/\blibpq-fe\.h: No such file|pg_config executable not found/, ['libpq-devel']],
  [/\bmysql\.h: No such file|mysql_config: not found|Can not find valid pkg-config name/, ['mysql-devel']],
  [/\blib(?:xml|xslt)\/\w+\.h: No such file|install libxml2 and libxslt/, ['libxml2-devel']],
  [/\bjpeglib\.h: No such file|headers or library files could not be found for jpeg/, ['libjpeg_devel']],
  [
    /can't find Rust compiler|`?(?:cargo|rustc)`?,? (?:the Rust package manager, )?is not installed/i,
    ['package:cargo'],
  ],
];

/** The tools that a host does not have for what it compiles, by the output of pip or uv; empty if the output does not tell. */
export function missingTools(output: string): readonly string[] {
  return [...new Set(SIGNS.flatMap(([sign, tools]) => (sign.test(output) ? tools : [])))];
}
