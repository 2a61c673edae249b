/** How much the platform tells of itself while it is measured. */
export interface Telemetry {
  /** Share of the traces that are sampled; undefined: nobody receives spans, and Envoys have no tracer. */
  readonly ratio: number | undefined
  /** Whether Prometheus runs and scrapes. */
  readonly metrics: boolean
}

export const telemetryModes = {
  none: { ratio: undefined, metrics: false },
  sampled: { ratio: 0.1, metrics: true },
  all: { ratio: 1, metrics: true },
} as const satisfies Readonly<Record<string, Telemetry>>

export type TelemetryMode = keyof typeof telemetryModes
export const telemetryNames = Object.keys(telemetryModes) as TelemetryMode[]

/** CPU an order in each mode, measured one after the other; without the modes whose measurement failed. */
export type Round = Readonly<Partial<Record<TelemetryMode, number>>>

export interface Cost {
  /** CPU an order over that without telemetry, the median of all rounds that have both; undefined when none has. */
  readonly ratio: number | undefined
  /** The median lies in between with this confidence or more; undefined with too few rounds for it. */
  readonly interval: readonly [number, number] | undefined
  readonly ratios: readonly number[]
}

const confidence = 0.95

/** Each round begins with another mode, so that no mode always comes after the same one. */
export const orderOf = (round: number): TelemetryMode[] => {
  const at = round % telemetryNames.length
  return [...telemetryNames.slice(at), ...telemetryNames.slice(0, at)]
}

/** What a mode costs over none, pair by pair: machines drift, and both of a pair ran next to each other. */
export function costOf(mode: TelemetryMode, rounds: readonly Round[]): Cost {
  const ratios = rounds.flatMap(({ none, [mode]: some }) => (none && some ? [some / none] : []))
  const sorted = [...ratios].sort((a, b) => a - b)
  return { ratio: medianOf(sorted), interval: intervalOf(sorted), ratios }
}

function medianOf(sorted: readonly number[]): number | undefined {
  const half = sorted.length / 2
  const [low, high = low] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/** The narrowest interval between two of the values that holds the median with this confidence, whatever their distribution. */
function intervalOf(sorted: readonly number[]): readonly [number, number] | undefined {
  const size = sorted.length
  let outside = 0
  let ways = 1
  let cut = -1
  for (let below = 0; below < size / 2; below += 1) {
    outside += (2 * ways) / 2 ** size
    if (outside > 1 - confidence) break
    cut = below
    ways = (ways * (size - below)) / (below + 1)
  }
  const [low, high] = [sorted[cut], sorted[size - 1 - cut]]
  return low === undefined || high === undefined ? undefined : [low, high]
}
