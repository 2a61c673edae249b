/** Hands over the parcels that are ready, through the edge, as the sandbox's warehouse does on a laptop. */
import { setTimeout as wait } from 'node:timers/promises'
import { openEdge, readRunningPlatform } from '@stoa/load'
import { handOverReady } from '../hand-over.ts'

const edge = openEdge(readRunningPlatform(), { connections: 1 })
for (;;) {
  await handOverReady(edge).catch((error: Error) =>
    process.stdout.write(`${error.message}; trying again in 1 s\n`),
  )
  await wait(1_000)
}
