import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { everyAction, witnessRequests } from '../scoped-rules.ts'
import { evidenceWithValue, valuesOf } from '../value-lists.ts'

export const lowerCaseMethod: Rule = {
  code: 'STOA407',
  severity: 'error',
  summary: 'A method is not written in upper case',
  why: 'Methods are compared case-sensitively and clients send them in upper case, so the rule never matches.',
  fix: 'Write GET, POST and so on.',
  check: (context) =>
    valuesOf(context, ['methods'], ...everyAction)
      .filter(({ value }) => /^[a-z*]*[a-z][a-z*]*$/i.test(value) && value !== value.toUpperCase())
      .map((scoped) => {
        const [witness] = witnessRequests(context, scoped)
        const { accessRequest } = witness?.evidence ?? {}
        const upper = scoped.value.toUpperCase()
        const evidence =
          witness && accessRequest?.request
            ? requestEvidence(context, witness.targetPort, {
                ...accessRequest,
                request: { ...accessRequest.request, method: upper },
              })
            : evidenceWithValue(context, scoped, scoped.written, upper)
        return resultAt(
          scoped.policy,
          scoped.at,
          `method ${scoped.value} never matches a ${upper} request`,
          {
            evidence,
          },
        )
      }),
}
