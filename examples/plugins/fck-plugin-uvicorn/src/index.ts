import { definePlugin } from '@fck/core';
import { uvicorn } from './uvicorn.js';

/** Serves ASGI applications with uvicorn. */
export default definePlugin({
  name: 'uvicorn',
  apply: (fck) => void fck.services.register('uvicorn', uvicorn),
});
