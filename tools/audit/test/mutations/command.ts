import { figureOf } from './figure.ts'
import { runMutations } from './run.ts'

process.stdout.write(figureOf(await runMutations()))
