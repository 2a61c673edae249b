/**
 * The first process of a development image: `run-watched.ts NODE-OPTION... services/NAME/src/main.ts` runs the service
 * and starts it again when one of its files is saved.
 */
import { runWatched } from './watched-program.ts'

const args = process.argv.slice(2)
const [, service] = /^services\/([^/]+)\//.exec(args.at(-1) ?? '') ?? []
if (!service) throw new Error('usage: run-watched.ts NODE-OPTION... services/NAME/src/main.ts')

const log = (msg: string) =>
  process.stdout.write(
    `${JSON.stringify({ level: 'info', time: new Date().toISOString(), service, msg })}\n`,
  )
const stop = runWatched({ root: process.cwd(), service, args, log })

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, async () => {
    if (stopping) return
    stopping = true
    process.exit(await stop(signal))
  })
