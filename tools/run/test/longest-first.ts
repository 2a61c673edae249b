import { basename } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take over half a minute, the longest last. Vitest knows no durations in a new clone, and would start the largest files first: a long one that
 * begins last leaves the other cores without work.
 */
export const longest = [
  'image.e2e',
  'rotation.mesh',
  'locked',
  'probe.mesh',
  'mutations',
  'traces.e2e',
  'metrics.e2e',
  'branches.mesh',
  'docs.e2e',
  'promtool.mesh',
  'runner.e2e',
  'dashboards.e2e',
  'mutations.mesh',
  'accepted-requests.e2e',
  'controls.e2e',
  'endings.e2e',
  'hand-over.e2e',
  'full-disk.e2e',
  'replicas.e2e',
  'kills-and-broker.e2e',
  'providers.e2e',
].map((name) => `${name}.test.ts`)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    // A process is kept only while the next file may share it, too.
    const isShared = ({ project }: TestSpecification) => Number(!project.config.isolate)
    const lengthOf = ({ moduleId }: TestSpecification) => longest.indexOf(basename(moduleId))
    return sorted.toSorted(
      (a, b) => groupOf(a) - groupOf(b) || isShared(a) - isShared(b) || lengthOf(b) - lengthOf(a),
    )
  }
}
