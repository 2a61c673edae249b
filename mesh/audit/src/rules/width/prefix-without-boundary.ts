import { isTemplate } from '@stoa/mesh/policy'
import { askInstead, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const prefixWithoutBoundary: Rule = {
  code: 'STOA305',
  severity: 'warning',
  summary: 'A path prefix of an ALLOW rule ends inside a word',
  why: '`/admin*` also lets in `/administrator` and whatever else will begin with the same letters.',
  mend: "Write the path itself and what is below it: `/admin` and `/admin/*`, or the template '/admin/{**}'.",
  check: (world) =>
    valuesOf(world, ['paths'], 'ALLOW')
      .filter(({ written, value }) => !written.negated && endsInWord(value))
      .flatMap((one) => {
        const neighbour = `${one.value.slice(0, -1)}istrator`
        const shown = askInstead(world, one, one.written, neighbour)
        if (shown?.kind !== 'request' || shown.verdict.decision === 'deny') return []
        const message = `${one.value} also means ${neighbour}`
        return [found(one.policy, one.at, message, { demonstration: shown })]
      }),
}

const endsInWord = (path: string): boolean =>
  path.startsWith('/') && path.endsWith('*') && !isTemplate(path) && /[^/]\*$/.test(path)
