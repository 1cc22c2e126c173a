import { definePlugin } from '@fck/core';
import { tarStream } from './distributor.js';

/** Copies builds as a stream through the machine that runs fck: hosts need not reach each other. */
export default definePlugin({
  name: 'tar-stream',
  apply: (fck) => fck.distributors.register('tar-stream', tarStream),
});
