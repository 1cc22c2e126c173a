import { z } from 'zod';

// By default, zod compiles each schema that is used, for values that are checked often. A configuration is checked
// once: compiling takes longer than the check.
z.config({ jitless: true });
