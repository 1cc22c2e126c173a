import { errorKind } from '@fck/core';

/** For a build that uvicorn is not in. */
export const uvicornMissing = errorKind(
  'UVICORN_MISSING',
  'A build is to be served by uvicorn, but uvicorn is not in it.',
  (build: string) => ({
    message: `The build ${build} has no program "uvicorn" in its bin folder.`,
    hint: "Add uvicorn to the project's dependencies, and build again.",
  }),
);
