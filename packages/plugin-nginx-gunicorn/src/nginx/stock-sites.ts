import type { Directive } from './directives.js';

/** The site that a package of nginx installs: it shows a page of its own, or nothing. */
interface StockSite {
  readonly file: string;
  /** Beside `listen`. */
  readonly has: readonly string[];
  readonly mayHave: readonly string[];
  /** Folder whose files are included: with one of them, the site serves something. */
  readonly additions?: string | undefined;
}

const STOCK_SITES: readonly StockSite[] = [
  // Red Hat, Amazon Linux, Fedora. That of version 8 is the default site.
  {
    file: '/etc/nginx/nginx.conf',
    has: ['server_name _', 'root /usr/share/nginx/html'],
    mayHave: [
      'include /etc/nginx/default.d/*.conf',
      'location / {}',
      'error_page 404 /404.html',
      'location = /404.html {}',
      'location = /40x.html {}',
      'error_page 500 502 503 504 /50x.html',
      'location = /50x.html {}',
    ],
    additions: '/etc/nginx/default.d/',
  },
  // Alpine.
  {
    file: '/etc/nginx/http.d/default.conf',
    has: ['location / {return 404}'],
    mayHave: ['location = /404.html {internal}'],
  },
];

/**
 * Whether a `server` block is the one that the package installed, without edits.
 *
 * @param files all files of nginx's configuration
 */
export function isStockSite(file: string, block: readonly Directive[], files: readonly string[]): boolean {
  const directives = block.filter(({ words }) => words[0] !== 'listen').map(asText);
  return STOCK_SITES.some(
    ({ file: stock, has, mayHave, additions }) =>
      stock === file &&
      has.every((text) => directives.includes(text)) &&
      directives.every((text) => has.includes(text) || mayHave.includes(text)) &&
      !(additions && files.some((other) => other.startsWith(additions))),
  );
}

function asText({ words, block }: Directive): string {
  return [...words, ...(block ? [`{${block.map(asText).join('; ')}}`] : [])].join(' ');
}
