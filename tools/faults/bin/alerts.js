#!/usr/bin/env node
import { join } from 'node:path'
import { ensure, environmentOf } from '../../run/bin/ensure.js'
import { exitOnError } from '../../run/bin/errors.js'
import { execProgram } from '../../run/bin/exec.js'

const tools = await exitOnError(ensure)
const program = join(import.meta.dirname, '../src/measure-alerts.ts')
await execProgram(tools.node, [program, ...process.argv.slice(2)], environmentOf(tools))
