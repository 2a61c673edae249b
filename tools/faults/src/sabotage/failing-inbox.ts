import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import * as real from '../../../../packages/events/src/inbox.ts'
import type { Received } from '../../../../packages/events/src/received.ts'

export const { takeOne } = real

/** The share of messages that fail stands in this file, which tests change while the services run. */
const shareFile = process.env.STOA_FAILING_SHARE_FILE ?? ''
/** The subjects of messages that failed are appended to this file. */
const failedFile = `${shareFile}.failed`

const isChosen = ({ message }: Received, share: number): boolean =>
  createHash('sha256').update(message.id).digest().readUInt32BE(0) < share * 2 ** 32

/** Fails whenever the batch has a chosen message, which is the same one at each attempt. */
export const takeFromInbox: typeof real.takeFromInbox = async (trx, batch) => {
  const share = Number(readFileSync(shareFile, 'utf8'))
  const chosen = batch.filter((item) => isChosen(item, share))
  if (chosen.length === 0) return real.takeFromInbox(trx, batch)
  appendFileSync(failedFile, chosen.map(({ message }) => `${message.subject}\n`).join(''))
  throw new Error('chosen to fail')
}
