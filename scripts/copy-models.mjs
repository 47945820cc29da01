/** Puts the maturity models beside the compiled code that reads them: the compiler copies no data. */

import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const target = join(process.argv[2] ?? 'dist', 'maturity/models');
// A model that is gone from the source must not stay.
rmSync(target, { recursive: true, force: true });
cpSync(join(import.meta.dirname, '../src/maturity/models'), target, { recursive: true });
