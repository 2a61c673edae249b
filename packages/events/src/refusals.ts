import { gauge, type Log } from '@stoa/service'
import type { OutboxRow } from './outbox.ts'

const refusedMessages = gauge({
  name: 'outbox_refused_messages',
  help: 'Messages in the outbox that the broker refuses for their content',
})

/**
 * Messages that the broker refuses whatever its state, such as one beyond its largest payload. They stay in the outbox and
 * delay no other message; taking them from here lets the next scan publish them once more.
 */
export function collectRefusals(log: Log) {
  let refused = new Set<string>()
  refusedMessages.from(() => refused.size)
  return {
    add({ id, subject }: OutboxRow, err: unknown): void {
      refused.add(id)
      log.error(
        { err, id, subject },
        'the broker refuses a message for its content; it stays in the outbox and is tried again in a minute',
      )
    },
    take(): Set<string> {
      const taken = refused
      refused = new Set()
      return taken
    },
  }
}
