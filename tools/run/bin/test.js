#!/usr/bin/env node
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensure, environmentOf, root } from './ensure.js'
import { exitOnError } from './errors.js'
import { runProgram } from './exec.js'
import { summaryOf } from './summary.js'

const tools = await exitOnError(ensure)
const results = join(root, '.stoa/test-results.json')
rmSync(results, { force: true })
const status = await runProgram(
  tools.node,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ],
  environmentOf(tools),
)
const { line, failed } = summaryOf(results)
process.stdout.write(`${line}\n`)
process.exit(status !== 0 ? status : failed > 0 ? 1 : 0)
