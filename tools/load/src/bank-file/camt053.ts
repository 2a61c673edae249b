import { createHash } from 'node:crypto'
import type { XmlElement } from '@rgrove/parse-xml'
import { CannotRun } from '@stoa/topology'
import type { LeftOutReason, Movement } from './movement.ts'
import { all, localName, rootOf, textAt, textsAt } from './xml.ts'

/** The movements of an ISO 20022 bank statement (camt.053, any version). Throws CannotRun for any other XML. */
export function readCamt053(xml: string): Movement[] {
  const root = rootOf(xml)
  const document = localName(root) === 'Document' ? root : all(root, 'Document')[0]
  const statements = document ? all(document, 'BkToCstmrStmt/Stmt') : []
  if (statements.length === 0)
    throw new CannotRun(
      `expected a camt.053 statement (Document/BkToCstmrStmt/Stmt), found ${describe(document ?? root)}`,
    )
  const lineOf = linesOf(xml)
  return statements.flatMap((statement) =>
    all(statement, 'Ntry').flatMap((entry) => movementsOf(entry, lineOf)),
  )
}

const describe = (element: XmlElement): string => {
  const namespace = Object.entries(element.attributes).find(([name]) => name.startsWith('xmlns'))
  return `${element.name}${namespace ? ` of ${namespace[1]}` : ''}`
}

type LineOf = (element: XmlElement) => number

function linesOf(xml: string): LineOf {
  let line = 1
  let at = 0
  return ({ start }) => {
    if (start < at) [line, at] = [1, 0]
    for (; at < start; at++) if (xml.charCodeAt(at) === 10) line++
    return line
  }
}

/** One movement, or one for each transaction of a batch that the bank lists. */
function movementsOf(entry: XmlElement, lineOf: LineOf): Movement[] {
  const transactions = all(entry, 'NtryDtls/TxDtls')
  const [only] = transactions
  const whole = {
    ...{ line: lineOf(entry), ...moneyOf(entry, entry) },
    reference: referenceOf(entry, 'AcctSvcrRef', 'NtryDtls/TxDtls/Refs/AcctSvcrRef') ?? '',
    bookedOn: (textAt(entry, 'BookgDt/Dt', 'BookgDt/DtTm') ?? '').slice(0, 10),
    ...leftOutOf(entry),
  }
  if (transactions.length < 2 || whole.leftOut)
    return [{ ...whole, remittance: only && transactions.length === 1 ? remittanceOf(only) : '' }]
  const own = transactions.map((one) => referenceOf(one, 'Refs/AcctSvcrRef'))
  const areDistinct = new Set(own).size === own.length
  const nameOf = namesByContent()
  const parts = transactions.map((one, index) => {
    const part = { ...moneyOf(one, entry), remittance: remittanceOf(one) }
    const given = areDistinct && own[index]
    const name = given || !whole.reference ? '' : nameOf(part, textAt(one, 'Refs/EndToEndId') ?? '')
    const reference = given || (whole.reference && `${whole.reference}/${name}`)
    return { ...whole, line: lineOf(one), ...part, reference }
  })
  checkSum(whole, parts)
  return parts
}

/**
 * Names transactions of a batch that have no reference by their content: the bank may list them in another order the next
 * time. Those with the same content are numbered, and may change places.
 */
function namesByContent() {
  const seen = new Map<string, number>()
  return (part: Pick<Movement, 'amount' | 'currency' | 'remittance'>, endToEndId: string) => {
    const { currency, remittance } = part
    const content = JSON.stringify([scaled(part), currency, remittance, endToEndId])
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
    const count = (seen.get(hash) ?? 0) + 1
    seen.set(hash, count)
    return count === 1 ? hash : `${hash}-${count}`
  }
}

/** Banks write these where they have no reference. */
const noReference = /^(NONREF|NOTPROVIDED|NOT PROVIDED)$/i

const referenceOf = (of: XmlElement, ...paths: readonly string[]): string | undefined =>
  textsAt(of, ...paths).find((text) => !noReference.test(text))

/** The amount of an entry, or of a transaction in it, which may leave currency and direction to the entry. */
function moneyOf(of: XmlElement, entry: XmlElement): Pick<Movement, 'amount' | 'currency'> {
  const amount = all(of, 'Amt')[0] ?? all(of, 'AmtDtls/TxAmt/Amt')[0]
  const direction = textAt(of, 'CdtDbtInd') ?? textAt(entry, 'CdtDbtInd')
  const sign = direction === 'CRDT' ? '' : '-'
  return {
    amount: `${sign}${amount?.text.trim() ?? ''}`,
    currency: amount?.attributes.Ccy ?? all(entry, 'Amt')[0]?.attributes.Ccy ?? '',
  }
}

function leftOutOf(entry: XmlElement): { readonly leftOut?: LeftOutReason } {
  if (textAt(entry, 'Sts/Cd', 'Sts') !== 'BOOK') return { leftOut: 'pending' }
  if (['true', '1'].includes(textAt(entry, 'RvslInd') ?? '')) return { leftOut: 'reversal' }
  return textAt(entry, 'CdtDbtInd') === 'CRDT' ? {} : { leftOut: 'not_received' }
}

/** What the sender wrote: references of the creditor, then free text. */
const remittanceOf = (transaction: XmlElement): string =>
  textsAt(transaction, 'RmtInf/Strd/CdtrRefInf/Ref', 'RmtInf/Ustrd').join(' ')

/** ISO 20022 amounts have at most five decimals. */
const scaled = ({ amount }: Pick<Movement, 'amount'>): number => Math.round(Number(amount) * 1e5)

function checkSum(whole: Omit<Movement, 'remittance'>, parts: readonly Movement[]): void {
  const sum = parts.reduce((total, part) => total + scaled(part), 0)
  const isOneCurrency = parts.every(({ currency }) => currency === whole.currency)
  if (isOneCurrency && sum === scaled(whole)) return
  throw new CannotRun(
    `line ${whole.line}: entry ${whole.reference}: expected transactions that sum to ${whole.amount} ${whole.currency}, found ${parts.map(({ amount, currency }) => `${amount} ${currency}`).join(', ')}; record this entry by hand, and take it out of the file`,
  )
}
