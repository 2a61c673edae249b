/** `npm run fuzz-values -- [--cases N] [--seed N]`: renders the charts with damaged values, each of which must be refused with its path. */
import { parseArgs } from 'node:util'
import { requireHelm } from '../helm.ts'
import { fuzzValues } from './fuzz.ts'

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' } },
})
const [cases, seed] = [Number(values.cases), Number(values.seed)]
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed) || seed < 0)
  throw new Error(`expected whole numbers; found --cases ${values.cases} --seed ${values.seed}`)

const startedAt = performance.now()
const failures = await fuzzValues({ helm: requireHelm(), cases, seed })
const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
for (const failure of failures)
  process.stdout.write(
    `seed ${failure.seed}: ${failure.chart}: ${failure.fault} at ${failure.path}: ${failure.verdict}\n${failure.said}\n`,
  )
process.stdout.write(
  `${cases} cases, seeds ${seed} to ${seed + cases - 1}: ${cases - failures.length} refused with their path, ${failures.length} not, in ${seconds} s\n`,
)
process.exitCode = failures.length > 0 ? 1 : 0
