/** Types that become much smaller. HTML is always among them, and images, fonts of the web and archives are compressed already. */
const TYPES = [
  'application/atom+xml',
  'application/javascript',
  'application/json',
  'application/ld+json',
  'application/manifest+json',
  'application/rss+xml',
  'application/wasm',
  'application/xml',
  'font/otf',
  'font/ttf',
  'image/svg+xml',
  'text/css',
  'text/javascript',
  'text/plain',
  'text/xml',
];

/** Compresses answers. `Vary: Accept-Encoding` keeps caches from giving them to browsers that cannot read them. */
export function gzipLines(): string[] {
  return [
    'gzip on;',
    'gzip_vary on;',
    'gzip_proxied any;',
    'gzip_comp_level 5;',
    'gzip_min_length 1000;',
    `gzip_types ${TYPES.join(' ')};`,
  ];
}
