#!/usr/bin/env node
import { join } from 'node:path'
import { ensure, environmentOf, root } from './ensure.js'
import { exitOnError, printError } from './errors.js'
import { execProgram } from './exec.js'
import { findLaunchers } from './launchers.js'
import { parseStartOptions, startUsage } from './options.js'

const args = process.argv.slice(2)
const startedAt = process.env.STOA_STARTED_AT ?? String(Date.now() - process.uptime() * 1000)

const options = (() => {
  try {
    return parseStartOptions(args)
  } catch (error) {
    printError(`${error.message}\n\n${startUsage}`)
    process.exit(2)
  }
})()

if (options.help) {
  process.stdout.write(`${startUsage}\n`)
} else {
  const launchers = findLaunchers()
  const tools = await exitOnError(() => ensure(options))
  await execProgram(tools.node, [join(root, 'tools/run/src/main.ts'), ...args], {
    ...environmentOf(tools),
    STOA_STARTED_AT: startedAt,
    STOA_LAUNCHERS: JSON.stringify(launchers),
  })
}
