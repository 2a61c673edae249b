import { join, resolve } from 'node:path'
import { MeshError } from '../model/problem.ts'
import { type MeshFile, readFolder } from '../model/read-folder.ts'

/** Reads fault files by path, or by name from the `faults` folder. Throws MeshError. */
export async function readFaults(
  policyDir: string,
  names: readonly string[],
): Promise<readonly MeshFile[]> {
  const read = await Promise.all(
    names.map(async (name) => {
      const path = name.includes('/') ? resolve(name) : join(policyDir, 'faults', name)
      const { files, problems } = await readFolder(path)
      if (files.length + problems.length > 0) return { files, problems }
      return {
        files,
        problems: [{ file: name, line: 1, field: '', message: 'is not a YAML file' }],
      }
    }),
  )
  const problems = read.flatMap((one) => one.problems)
  if (problems.length > 0) throw new MeshError(problems)
  return read.flatMap(({ files }) => files)
}
