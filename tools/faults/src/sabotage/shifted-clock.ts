/** Preloaded into a service: the clock of each instance that `CLOCK_SHIFTS_MS` names is so far ahead of the machine's, or behind it. */
const shifts = JSON.parse(process.env.CLOCK_SHIFTS_MS ?? '{}') as Record<string, number>
const shiftMs = shifts[process.env.INSTANCE ?? ''] ?? 0
const { now } = Date

class ShiftedDate extends Date {
  constructor(...args: [] | [string | number | Date]) {
    if (args.length === 0) super(ShiftedDate.now())
    else super(...(args as [number]))
  }
  static override now(): number {
    return now() + shiftMs
  }
}

if (shiftMs !== 0) globalThis.Date = ShiftedDate as DateConstructor
