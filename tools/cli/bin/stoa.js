#!/usr/bin/env node
import { join } from 'node:path'
import { environmentOf, find, root } from '../../run/bin/ensure.js'
import { handOver } from '../../run/bin/hand-over.js'
import { ensurePackages, pinnedNode } from '../../run/bin/packages.js'
import { orExit } from '../../run/bin/say.js'
import { doctor } from './doctor.js'

const [name, ...args] = process.argv.slice(2)

if (name === 'doctor') {
  // It must work before anything is installed.
  process.exitCode = await doctor(args)
} else {
  await orExit(() => ensurePackages(root))
  await handOver(
    pinnedNode(root),
    [join(root, 'tools/cli/src/main.ts'), ...process.argv.slice(2)],
    environmentOf(await find()),
  )
}
