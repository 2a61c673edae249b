import { pathOf } from '../../operations/template.ts'
import { ask } from '../../world/question.ts'
import type { Rule } from '../rule.ts'
import { askingOf } from './asks.ts'
import { nameOfOperation } from './facts.ts'

export const askRefused: Rule = {
  code: 'STOA933',
  severity: 'error',
  summary: 'An operation that a service asks for is refused by the policies',
  why: 'The service was written to ask for it, and will fail when it does.',
  mend: 'Allow it in a policy of the service that is asked, or take it out of service.yaml.',
  check: (world) =>
    askingOf(world).flatMap(({ service, caller, called, asks }) =>
      called.ports
        .filter(({ protocol }) => protocol === 'http')
        .map((port) => world.doorOf(called, port))
        .flatMap((door) =>
          asks.flatMap(({ method, path }) => {
            const question = ask(door, caller.principal, { method, path: pathOf(path) })
            const verdict = world.judge(door, question)
            if (verdict.decision === 'allow') return []
            return [
              {
                at: service.locate('asks'),
                resource: `service ${service.name}`,
                message: `asks ${called.name} for ${nameOfOperation({ method, path })}, and no policy lets it`,
                demonstration: { kind: 'request', question, verdict } as const,
              },
            ]
          }),
        ),
    ),
}
