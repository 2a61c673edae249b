import { parseArgs } from 'node:util'
import { findReference, openReference } from '../istio-reference.ts'
import { runDifferential } from './run.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    protocol: { type: 'string', default: 'http' },
    istio: { type: 'boolean', default: false },
  },
})
const protocol = values.protocol === 'tcp' ? 'tcp' : 'http'
const seed = Number(values.seed)
const reference = values.istio ? findReference() : undefined
if (reference && 'missing' in reference) throw new Error(reference.missing)
const istio = reference && openReference(reference.binary)
const started = Date.now()
const { cases, istioCases, denied, disagreements } = await runDifferential({
  cases: Number(values.cases),
  seed,
  protocol,
})
await istio?.close()
for (const one of disagreements.slice(0, 10))
  process.stderr.write(`${JSON.stringify(one, null, 1)}\n`)
const seconds = (Date.now() - started) / 1_000
process.stdout.write(
  `${JSON.stringify({ cases, istioCases, denied, disagreements: disagreements.length, seed, protocol, seconds })}\n`,
)
process.exitCode = disagreements.length > 0 ? 1 : 0
