import { isTemplate } from '@stoa/mesh/policy'
import { type Rule, resultAt } from '../rule.ts'
import { evidenceWithValue, valuesOf } from '../value-lists.ts'

export const prefixWithoutBoundary: Rule = {
  code: 'STOA305',
  severity: 'warning',
  summary: 'A path prefix in an ALLOW rule ends in the middle of a word',
  why: '`/admin*` also allows `/administrator`, and any later path that starts with the same letters.',
  fix: 'Write the path and the paths below it: `/admin` and `/admin/*`, or the template `/admin/{**}`.',
  check: (context) =>
    valuesOf(context, ['paths'], 'ALLOW')
      .filter(({ written, value }) => !written.negated && endsInWord(value))
      .flatMap((scoped) => {
        const neighbour = `${scoped.value.slice(0, -1)}istrator`
        const evidence = evidenceWithValue(context, scoped, scoped.written, neighbour)
        if (evidence?.kind !== 'request' || evidence.verdict.decision === 'deny') return []
        const message = `${scoped.value} also allows ${neighbour}`
        return [resultAt(scoped.policy, scoped.at, message, { evidence })]
      }),
}

const endsInWord = (path: string): boolean =>
  path.startsWith('/') && path.endsWith('*') && !isTemplate(path) && /[^/]\*$/.test(path)
