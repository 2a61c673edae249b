import { basename } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The names of files that take over half a minute, the longest first. Vitest knows no durations in a new clone, and would start the largest files first: a
 * long one that begins last leaves the other cores without work.
 */
const longest = [
  'providers',
  'kills-and-broker',
  'replicas',
  'full-disk',
  'hand-over',
  'endings',
  'controls',
  'accepted-requests',
  'mutations',
  'dashboards',
  'runner',
  'promtool',
  'docs',
  'branches',
  'metrics',
  'traces',
  'probe',
  'locked',
  'rotation',
  'image',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    // A process is kept only while the next file may share it, too.
    const isShared = ({ project }: TestSpecification) => Number(!project.config.isolate)
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = longest.indexOf(basename(moduleId).split('.')[0] ?? '')
      return place === -1 ? longest.length : place
    }
    return sorted.toSorted(
      (a, b) => groupOf(a) - groupOf(b) || isShared(a) - isShared(b) || placeOf(a) - placeOf(b),
    )
  }
}
