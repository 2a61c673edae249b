import { parseArgs } from 'node:util'
import { runDifferential } from './run.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    protocol: { type: 'string', default: 'http' },
  },
})
const protocol = values.protocol === 'tcp' ? 'tcp' : 'http'
const seed = Number(values.seed)
const started = Date.now()
const { cases, denied, disagreements } = await runDifferential({
  cases: Number(values.cases),
  seed,
  protocol,
})
for (const one of disagreements.slice(0, 10))
  process.stderr.write(`${JSON.stringify(one, null, 1)}\n`)
const seconds = (Date.now() - started) / 1_000
process.stdout.write(
  `${JSON.stringify({ cases, denied, disagreements: disagreements.length, seed, protocol, seconds })}\n`,
)
process.exitCode = disagreements.length > 0 ? 1 : 0
