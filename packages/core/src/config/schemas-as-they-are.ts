import { z } from 'zod';

// By default, zod makes a program of each schema that is used, for values that are checked often. A configuration is checked once:
// making the program takes longer than the check.
z.config({ jitless: true });
