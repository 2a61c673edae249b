import type { Damaged } from './damage.ts'

export type Verdict = 'refused' | 'rendered' | 'refused without the path'

/** Whether Helm refused damaged values, and said where. `complaint` is undefined where it rendered them. Pure. */
export function verdictOn({ fault, path }: Damaged, complaint: string | undefined): Verdict {
  if (complaint === undefined) return 'rendered'
  const [first, ...rest] = path
  // What stands below `workload` is checked by the chart of that name as well, which leaves out the first key.
  const places = [path, ...(first === 'workload' ? [rest] : [])]
  return places.some((place) => names(place, fault, complaint))
    ? 'refused'
    : 'refused without the path'
}

/** A JSON pointer, as Helm prints it. */
const pointerTo = (path: Damaged['path']): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

function names(path: Damaged['path'], fault: Damaged['fault'], complaint: string): boolean {
  const pointer = pointerTo(path)
  const holder = pointerTo(path.slice(0, -1))
  const key = String(path.at(-1))
  const lines = complaint.split('\n')
  const isAt = (place: string) => (line: string) =>
    line.includes(`at '${place}'`) || line.includes(`at '${place}/`)
  const said = new RegExp(`\\b${path.join('\\.')}( of |: )`)
  if (fault === 'impossible' && lines.some((line) => said.test(line))) return true
  const ofHolder = lines.some(
    (line) => line.includes(`at '${holder}'`) && line.includes(`'${key}'`),
  )
  if (fault === 'unknown key') return ofHolder
  const mismatch = path.length === 1 && complaint.includes(`type mismatch on ${key}:`)
  return mismatch || ofHolder || (pointer !== '' && lines.some(isAt(pointer)))
}
