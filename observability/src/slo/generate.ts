import type { Topology } from '@stoa/topology'
import { alertsFolder, type RuleFile, rulesFolder } from '../rules/rule-file.ts'
import { divideWindows } from '../rules/scale.ts'
import { alertGroups } from './alerts.ts'
import { objectivesOf } from './objectives.ts'
import { recordingGroups } from './recording.ts'
import { checkReachable } from './windows.ts'

interface Options {
  /** 60 turns minutes into seconds, to see the alerts fire live. */
  readonly dividedBy?: number
}

/**
 * The recording rules and alerts of every objective in the service.yaml files.
 * @throws Error for an objective whose threshold no histogram has, or that no burn rate can exceed
 */
export function generateSlo(
  topology: Pick<Topology, 'services'>,
  { dividedBy = 1 }: Options = {},
): RuleFile[] {
  const objectives = objectivesOf(topology)
  for (const { slo, target } of objectives) checkReachable(slo, target)
  const files: RuleFile[] = [
    { path: `${rulesFolder}/slo.yaml`, groups: recordingGroups(objectives) },
    { path: `${alertsFolder}/slo.yaml`, groups: alertGroups() },
  ]
  return files.map((file) => divideWindows(file, dividedBy))
}
