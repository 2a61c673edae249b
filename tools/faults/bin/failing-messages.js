#!/usr/bin/env node
import { join } from 'node:path'
import { ensure, environmentOf } from '../../run/bin/ensure.js'
import { handOver } from '../../run/bin/hand-over.js'
import { orExit } from '../../run/bin/say.js'

const tools = await orExit(ensure)
const program = join(import.meta.dirname, '../src/measure-failing-messages.ts')
await handOver(tools.node, [program, ...process.argv.slice(2)], environmentOf(tools))
