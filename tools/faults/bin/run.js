#!/usr/bin/env node
// Runs a program of `src/`, named without its extension, with the tools that a platform needs.
import { join } from 'node:path'
import { ensure, environmentOf } from '../../run/bin/ensure.js'
import { exitOnError } from '../../run/bin/errors.js'
import { execProgram } from '../../run/bin/exec.js'

const [program, ...args] = process.argv.slice(2)
const tools = await exitOnError(ensure)
const file = join(import.meta.dirname, '../src', `${program}.ts`)
await execProgram(tools.node, [file, ...args], environmentOf(tools))
