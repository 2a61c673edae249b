import { pathOf } from '../../operations/template.ts'
import { fact, type Rule } from '../rule.ts'
import { askingOf } from './asks.ts'
import { answeringOf, isAnswered, isCommon, nameOfOperation } from './facts.ts'

export const asksNothing: Rule = {
  code: 'STOA935',
  severity: 'warning',
  summary: 'A service asks for an operation that the other one does not answer',
  why: 'It is answered 404, and what the policies are held against is not so.',
  mend: 'Write down the operation that is meant, as the openapi.json of the other service has it.',
  check: (world) =>
    askingOf(world).flatMap(({ service, called, asks }) => {
      const answers = answeringOf(world).find(({ door }) => door.workload === called)
      if (answers === undefined) return []
      return asks
        .filter(
          ({ method, path }) =>
            !isCommon(method, path) && !isAnswered(answers.operations, method, pathOf(path)),
        )
        .map((one) => ({
          at: service.locate('asks'),
          resource: `service ${service.name}`,
          message: `asks ${called.name} for ${nameOfOperation(one)}, which it does not answer`,
          demonstration: fact(
            `${called.name} answers ${answers.operations.length} operations, and not this`,
          ),
        }))
    }),
}
