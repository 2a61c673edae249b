#!/usr/bin/env node
import { join } from 'node:path'
import { root } from '../../run/bin/ensure.js'
import { handOver } from '../../run/bin/hand-over.js'
import { pinnedNode } from '../../run/bin/packages.js'

const program = join(import.meta.dirname, '../src/write.ts')
await handOver(pinnedNode(root), [program, ...process.argv.slice(2)], process.env)
