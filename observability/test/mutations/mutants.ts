import { mutationsOf } from '../../src/alerts/mutations.ts'
import { isAlert, type RuleGroup } from '../../src/rules/rule-file.ts'

/** A changed alert, beside the original under a name of its own. */
export interface Mutant {
  readonly name: string
  readonly alert: string
  readonly change: string
}

export const mutantsOf = (groups: readonly RuleGroup[]): Mutant[] =>
  groups.flatMap(({ rules }) =>
    rules.filter(isAlert).flatMap((rule) =>
      mutationsOf(rule).map(({ change }, at) => ({
        name: `${rule.alert}__${at}`,
        alert: rule.alert,
        change,
      })),
    ),
  )

/** The groups with the mutants beside the alerts, so that one run of promtool tests all of them. */
export const withMutants = (groups: readonly RuleGroup[], mutants: readonly Mutant[]) =>
  groups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((rule): RuleGroup['rules'] =>
      isAlert(rule)
        ? [
            rule,
            ...mutationsOf(rule).flatMap((mutation) =>
              mutants
                .filter(({ alert, change }) => alert === rule.alert && change === mutation.change)
                .map(({ name }) => ({ ...mutation.rule, alert: name })),
            ),
          ]
        : [rule],
    ),
  }))

interface Statements {
  readonly alert_rule_test?: readonly { readonly alertname: string }[]
  readonly promql_expr_test?: readonly { readonly expr: string }[]
}

/** The parts of a promtool file that say what an alert does. */
export interface TestFile {
  readonly rule_files: readonly string[]
  readonly tests: readonly Statements[]
}

/** The tests of a promtool file, each statement about an alert made of its mutants instead. */
export const testMutants = (file: TestFile, mutants: readonly Mutant[]): TestFile => ({
  ...file,
  tests: file.tests
    .map((test) => ({
      ...test,
      alert_rule_test: (test.alert_rule_test ?? []).flatMap((one) =>
        mutants
          .filter(({ alert }) => alert === one.alertname)
          .map(({ name }) => ({ ...one, alertname: name })),
      ),
      promql_expr_test: (test.promql_expr_test ?? []).flatMap((one) =>
        mutants
          .filter(({ alert }) => one.expr.includes(`"${alert}"`))
          .map(({ name, alert }) => ({
            ...one,
            expr: one.expr.replace(`"${alert}"`, `"${name}"`),
          })),
      ),
    }))
    .filter((test) => test.alert_rule_test.length + test.promql_expr_test.length > 0),
})

/** The alerts about which promtool reports a failed statement. */
export const failedIn = (output: string): Set<string> =>
  new Set([...output.matchAll(/alertname(?:: |=\\?")(\w+)/g)].flatMap(([, name]) => name ?? []))
