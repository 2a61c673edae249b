import { samplesOf } from '../../operations/samples.ts'
import { keyOf } from '../../world/workload.ts'
import type { Rule } from '../rule.ts'
import { askingOf } from './asks.ts'
import { isAnswered } from './facts.ts'

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export const permittedNotAsked: Rule = {
  code: 'STOA934',
  severity: 'warning',
  summary: 'A policy lets a service ask for more than it says that it asks for',
  why: 'Nobody needs it, and whoever takes over the service can use it.',
  mend: 'Name in the policy what service.yaml says, or say there that it is asked for.',
  check: (world) =>
    askingOf(world).flatMap(({ caller, called, asks }) =>
      world
        .matrix()
        .filter(
          (row) =>
            row.decision === 'allow' &&
            row.caller.name === keyOf(caller) &&
            row.target.name === keyOf(called) &&
            row.target.protocol === 'http',
        )
        .flatMap(({ methods, paths, question, verdict }) => {
          const by = verdict.by
          const named = methods.flatMap((one) => (one.includes('*') ? verbs : [one]))
          const beyond = paths
            .flatMap((path) => samplesOf(path))
            .flatMap((path) => named.map((method) => ({ method, path })))
            .find(({ method, path }) => !isAnswered(asks, method, path))
          if (by === undefined || beyond === undefined || question.request === undefined) return []
          const { method, path } = beyond
          const asked = { ...question, request: { ...question.request, method, path } }
          const door = called.ports.map((port) => world.doorOf(called, port))[0]
          return [
            {
              at: { file: by.file, line: by.line },
              resource: `${by.kind} ${by.namespace}/${by.name}`,
              message: `lets ${caller.name} ask for ${method} ${path}, which it does not say that it asks for`,
              demonstration: door && {
                ...({
                  kind: 'request',
                  question: asked,
                  verdict: world.judge(door, asked),
                } as const),
              },
            },
          ]
        }),
    ),
}
