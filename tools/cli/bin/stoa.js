#!/usr/bin/env node
import { join } from 'node:path'
import { environmentOf, find, root } from '../../run/bin/ensure.js'
import { exitOnError } from '../../run/bin/errors.js'
import { execProgram } from '../../run/bin/exec.js'
import { ensurePackages, pinnedNode } from '../../run/bin/packages.js'
import { doctor } from './doctor.js'

const [name, ...args] = process.argv.slice(2)

if (name === 'doctor') {
  // It must work before anything is installed.
  process.exitCode = await doctor(args)
} else {
  await exitOnError(() => ensurePackages(root))
  await execProgram(
    pinnedNode(root),
    [join(root, 'tools/cli/src/main.ts'), ...process.argv.slice(2)],
    environmentOf(await find()),
  )
}
