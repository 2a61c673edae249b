#!/usr/bin/env node
import { join } from 'node:path'
import { root } from '../../tools/run/bin/ensure.js'
import { execProgram } from '../../tools/run/bin/exec.js'
import { pinnedNode } from '../../tools/run/bin/packages.js'

const program = join(import.meta.dirname, '../src/slo/write.ts')
await execProgram(pinnedNode(root), [program, ...process.argv.slice(2)], process.env)
