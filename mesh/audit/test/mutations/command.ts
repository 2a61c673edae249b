import { figureOf } from './figure.ts'
import { runMutations } from './run.ts'

// `npm run mutations -w @stoa/audit -- 10` runs every tenth mutation.
process.stdout.write(figureOf(await runMutations(Number(process.argv[2] ?? 1))))
