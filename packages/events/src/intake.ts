import { type Delivery, outboxIdHeader } from './bus.ts'

interface IntakeLimits {
  readonly messages: number
  readonly bytes: number
}

/** How much one process may hold of messages that it has not handled yet, before it asks for more. */
const intakeLimits: IntakeLimits = { messages: 512, bytes: 16 * 1024 * 1024 }

export interface Held {
  readonly key: string
  /** The newest delivery of the message: its acknowledgement counts. */
  delivery: Delivery
  readonly bytes: number
}

export interface Intake {
  add(stream: string, delivery: Delivery): void
  /** Whether another request for messages may be sent. */
  hasRoom(): boolean
  /** Resolves once a message waits, or `release` was called. */
  whenWaiting(): Promise<void>
  /** The messages that wait, oldest first. They stay held until they are acknowledged. */
  take(): Generator<Held>
  acknowledge(handled: readonly Held[]): void
  /** Tells the broker that the messages held here are still being worked on. */
  extend(): void
  /** Gives messages back to the broker, which delivers them again at once: those that wait, or all that are held. */
  release(which: 'waiting' | 'all'): void
}

/**
 * The messages that were delivered and are not handled yet, each once: a message that is delivered again while it is held
 * takes the place of its earlier delivery.
 */
export function createIntake(limits = intakeLimits): Intake {
  const held = new Map<string, Held>()
  const waiting = new Set<Held>()
  let bytes = 0
  let wake: (() => void) | undefined

  const forget = (entry: Held) => {
    if (held.delete(entry.key)) bytes -= entry.bytes
    waiting.delete(entry)
  }

  return {
    add(stream, delivery) {
      const key = `${stream} ${delivery.seq}`
      const known = held.get(key)
      if (known) {
        known.delivery = delivery
        return
      }
      const entry = { key, delivery, bytes: delivery.data.byteLength }
      held.set(key, entry)
      waiting.add(entry)
      bytes += entry.bytes
      wake?.()
    },
    hasRoom: () => held.size < limits.messages && bytes < limits.bytes,
    async whenWaiting() {
      if (waiting.size === 0) await new Promise<void>((resolve) => (wake = resolve))
      wake = undefined
    },
    *take() {
      for (const entry of waiting) {
        waiting.delete(entry)
        yield entry
      }
    },
    acknowledge(handled) {
      for (const entry of handled) {
        entry.delivery.ack()
        forget(entry)
      }
    },
    extend() {
      for (const { delivery } of held.values()) delivery.working()
    },
    release(which) {
      for (const entry of which === 'all' ? held.values() : waiting) {
        entry.delivery.nak()
        forget(entry)
      }
      wake?.()
    },
  }
}

/** The publisher's own id of the message, the same however often it is published. */
export const messageIdOf = (delivery: Delivery): string =>
  delivery.headers?.get(outboxIdHeader) || `${delivery.subject}@${delivery.seq}`
