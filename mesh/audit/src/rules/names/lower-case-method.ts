import { askInstead, attemptsOf, everyAction, valuesOf } from '../cases.ts'
import { found, type Rule, show } from '../rule.ts'

export const lowerCaseMethod: Rule = {
  code: 'STOA407',
  severity: 'error',
  summary: 'A method is written in lower case',
  why: 'Methods are compared letter by letter, and clients send them in upper case: the rule never matches.',
  mend: 'Write GET, POST and so on.',
  check: (world) =>
    valuesOf(world, ['methods'], ...everyAction)
      .filter(({ value }) => /^[a-z*]*[a-z][a-z*]*$/i.test(value) && value !== value.toUpperCase())
      .map((one) => {
        const [attempt] = attemptsOf(world, one)
        const { question } = attempt?.shown ?? {}
        const upper = one.value.toUpperCase()
        const shown =
          attempt && question?.request
            ? show(world, attempt.door, {
                ...question,
                request: { ...question.request, method: upper },
              })
            : askInstead(world, one, one.written, upper)
        return found(one.policy, one.at, `${one.value} never matches ${upper}`, {
          demonstration: shown,
        })
      }),
}
