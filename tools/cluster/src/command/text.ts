import type { Outcome, Progress } from '../releases/carry-out.ts'
import type { ReleaseChange } from '../releases/changes.ts'
import type { Step } from '../releases/plan.ts'
import type { Release } from '../releases/release.ts'

interface PlannedStep extends Step {
  readonly calls: readonly (readonly string[])[]
}

const titleOf = ({ name, version }: Step['release']) => [name, version].filter(Boolean).join(' ')

export const textOfPlan = (steps: readonly PlannedStep[]): string =>
  steps
    .map(({ release, calls }, index) =>
      [
        `${index + 1}. ${titleOf(release)} in ${release.namespace}`,
        `   after: ${release.after.join(', ') || 'nothing'}`,
        `   ready: ${release.ready}`,
        ...calls.map((call) => `   helm ${call.map(quoted).join(' ')}`),
      ].join('\n'),
    )
    .join('\n')

const quoted = (argument: string) =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`

const pastOf: Readonly<Record<Outcome['action'], string>> = {
  install: 'installed',
  upgrade: 'upgraded',
  reinstall: 'reinstalled',
  recover: 'rolled back and upgraded',
  rollback: 'rolled back',
  uninstall: 'uninstalled',
  keep: 'left as it is',
}

/** A line for each release as it begins and ends. */
export const progressOn = (stream: { write(text: string): unknown }): Progress => ({
  starts: ({ release, action, reason }, position, total) => {
    stream.write(`[${position}/${total}] ${titleOf(release)}: ${action.type} (${reason})\n`)
  },
  ended: ({ release, outcome, action, seconds, reason }) => {
    if (outcome === 'done') stream.write(`       ${release} ${pastOf[action]} in ${seconds} s\n`)
    if (outcome === 'kept') stream.write(`       ${release} ${pastOf.keep} (${reason})\n`)
  },
})

export function textOfOutcomes(outcomes: readonly Outcome[]): string {
  const count = (wanted: Outcome['outcome']) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length
  const failed = outcomes.find(({ outcome }) => outcome === 'failed')
  const summary = `${count('done')} done, ${count('kept')} left as they are`
  if (!failed) return summary
  return [
    `${failed.release} failed: ${failed.reason}`,
    `what to do: ${failed.advice}`,
    `${summary}, 1 failed, ${count('not reached')} not reached`,
  ].join('\n')
}

/** What an upgrade would mend, and what it would change. */
export const textOfDifferences = (
  mends: readonly { readonly release: string; readonly reason: string }[],
  changes: readonly ReleaseChange[],
): string =>
  [
    ...mends.map(
      ({ release, reason }) => `! ${release}: ${reason}; \`npx stoa cluster upgrade\` mends it`,
    ),
    ...(mends.length > 0 && changes.length === 0 ? [] : [textOfChanges(changes)]),
  ].join('\n')

function textOfChanges(changes: readonly ReleaseChange[]): string {
  if (changes.length === 0) return 'nothing would change'
  const signs = { added: '+', removed: '-', changed: '~' }
  const value = (given: unknown) => (given === undefined ? 'absent' : JSON.stringify(given))
  return changes
    .flatMap(({ release, object, change, fields }) => [
      `${signs[change]} ${release}: ${object}`,
      ...fields.map((field) =>
        'from' in field || 'to' in field
          ? `    ${field.path}: ${value(field.from)} → ${value(field.to)}`
          : `    ${field.path}: differs`,
      ),
    ])
    .join('\n')
}

export const textOfLeftOver = (
  releases: readonly Release[],
  { context, profile }: { readonly context: string; readonly profile: string },
): string => {
  const names = releases.map(({ name }) => name)
  return `left over from another profile: ${names.join(', ')}; \`npx stoa cluster uninstall --context ${quoted(context)} --profile ${profile} --only ${names.join(',')}\` removes them`
}
