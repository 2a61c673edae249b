#!/usr/bin/env node
import { join } from 'node:path'
import { ensure, environmentOf, root } from './ensure.js'
import { handOver } from './hand-over.js'
import { findLaunchers } from './launchers.js'
import { parseStartOptions, startUsage } from './options.js'
import { orExit, say } from './say.js'

const args = process.argv.slice(2)
const startedAt = process.env.STOA_STARTED_AT ?? String(Date.now() - process.uptime() * 1000)

const options = (() => {
  try {
    return parseStartOptions(args)
  } catch (error) {
    say(`${error.message}\n\n${startUsage}`)
    process.exit(2)
  }
})()

if (options.help) {
  process.stdout.write(`${startUsage}\n`)
} else {
  const launchers = findLaunchers()
  const tools = await orExit(ensure)
  await handOver(tools.node, [join(root, 'tools/run/src/main.ts'), ...args], {
    ...environmentOf(tools),
    STOA_STARTED_AT: startedAt,
    STOA_LAUNCHERS: JSON.stringify(launchers),
  })
}
