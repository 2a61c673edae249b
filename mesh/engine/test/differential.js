#!/usr/bin/env node
import { ensure, environmentOf } from '../../../tools/run/bin/ensure.js'
import { exitOnError } from '../../../tools/run/bin/errors.js'
import { runProgram } from '../../../tools/run/bin/exec.js'

const tools = await exitOnError(ensure)
const command = new URL('./differential/command.ts', import.meta.url).pathname
process.exit(
  await runProgram(tools.node, [command, ...process.argv.slice(2)], environmentOf(tools)),
)
