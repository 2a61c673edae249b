#!/usr/bin/env node
import { join } from 'node:path'
import { root } from '../../run/bin/ensure.js'
import { execProgram } from '../../run/bin/exec.js'
import { pinnedNode } from '../../run/bin/packages.js'

const program = join(import.meta.dirname, '../../../observability/src/dashboards/write.ts')
await execProgram(pinnedNode(root), [program, ...process.argv.slice(2)], process.env)
