import { definePlugin } from '@fck/core';
import { z } from 'zod';
import { withHeaders } from './with-headers.js';

/** A quoted value in nginx's file: no character that ends the quotes, and no variable. */
const value = z.string().regex(/^[^"\\$\p{Cc}]+$/u, 'must not have ", \\, $ or line breaks');

const options = z
  .strictObject({
    /** More headers by name; null leaves one out. */
    headers: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/), value.nullable()).default({}),
  })
  .prefault({});

const usual = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
};

/** Adds headers to every answer of every site that nginx serves. */
export default definePlugin({
  name: 'security-headers',
  schema: options,
  apply(fck, { headers }) {
    fck.templates.override('nginx.site', (text) => withHeaders(text, { ...usual, ...headers }));
  },
});
