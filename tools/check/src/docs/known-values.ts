import { isProcessName, readTopology } from '@stoa/topology'

const topology = readTopology()
const services = new Set(topology.services.map(({ name }) => name))
const callers = new Set([...services, 'edge', 'nobody'])

/** A word in capitals stands for a name that the reader fills in. */
const isPlaceholder = (word: string) => /^[A-Z<$"']/.test(word)

/** The words that are neither options nor values of `withValue`. */
const operandsOf = (args: readonly string[], withValue: readonly string[]) =>
  args.filter((word, at) => !word.startsWith('-') && !withValue.includes(args[at - 1] ?? ''))

const valuesOf = (args: readonly string[], option: string) =>
  args.flatMap((word, at) => {
    if (word.startsWith(`${option}=`)) return [word.slice(option.length + 1)]
    return word === option ? (args[at + 1] ?? []) : []
  })

const unknown = (what: string, words: readonly string[], isKnown: (word: string) => boolean) =>
  words
    .filter((word) => !isPlaceholder(word) && !isKnown(word))
    .map((word) => `there is no ${what} ${word}`)

/** Names in the arguments of a command that must be those of a process or a service, and are not. */
export function valueProblems(command: string, args: readonly string[]): string[] {
  const isService = (word: string) => services.has(word)
  if (command === 'logs')
    return unknown('process', operandsOf(args, ['-n', '--lines']), (word) =>
      isProcessName(word, topology),
    )
  if (command === 'up') {
    const replicas = valuesOf(args, '--replicas').flatMap((text) => text.split(','))
    return unknown('service', replicas, (text) => isService(text.replace(/=\d+$/, '')))
  }
  if (command === 'mesh ask')
    return [
      ...unknown(
        'caller',
        valuesOf(args, '--from'),
        (word) => word.includes('/') || callers.has(word),
      ),
      ...unknown('service', valuesOf(args, '--to'), isService),
    ]
  if (command === 'mesh explain') return unknown('service', operandsOf(args, []), isService)
  return []
}
