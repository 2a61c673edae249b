import { z } from 'zod'
import { type Sample, sample } from './sample.ts'

export const runnerState = z.object({
  resources: z.array(
    z.object({ name: z.string(), kind: z.string(), state: z.string(), restarts: z.int() }),
  ),
})

/** The processes of the local runner; one that is degraded does not count as up. */
export const runnerSamples = ({ resources }: z.infer<typeof runnerState>): readonly Sample[] =>
  resources.flatMap(({ name, kind, state, restarts }) => [
    sample('stoa_resource_up', state === 'ready' ? 1 : 0, { resource: name, kind }),
    sample('stoa_resource_restarts_total', restarts, { resource: name, kind }),
  ])
