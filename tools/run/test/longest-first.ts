import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take over half a minute, as a file's end. Vitest knows no durations in a new clone, and would start the largest files first: one of these that
 * begins last leaves the other cores without work.
 */
const longest =
  /(providers|kills-and-broker|full-disk|endings|accepted-requests|replicas|controls|docs|dashboards|retries|probe|mutations)\.(db|mesh|e2e)\.test\.ts$/

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    // A process is kept only while the next file may share it, too.
    const isShared = ({ project }: TestSpecification) => Number(!project.config.isolate)
    return sorted.toSorted(
      (a, b) =>
        groupOf(a) - groupOf(b) ||
        isShared(a) - isShared(b) ||
        Number(longest.test(b.moduleId)) - Number(longest.test(a.moduleId)),
    )
  }
}
