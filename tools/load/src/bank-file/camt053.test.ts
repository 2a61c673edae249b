import { expect, it } from 'vitest'
import { entriesOf } from './entries.ts'

const namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001'
const statement = (entries: string, version = '08') => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="${namespace}.${version}">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>2026-06-01-0001</MsgId><CreDtTm>2026-06-02T04:00:00+02:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>DE-1</Id>
      <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
      <Bal>
        <Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>
        <Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-06-01</Dt></Dt>
      </Bal>
${entries}
    </Stmt>
  </BkToCstmrStmt>
</Document>`

interface Parts {
  readonly amount?: string
  readonly direction?: string
  readonly status?: string
  readonly more?: string
  readonly details?: string
  readonly day?: string
}
const entryOf = (reference: string, parts: Parts = {}) => `<Ntry>
  <NtryRef>1</NtryRef>
  <Amt Ccy="EUR">${parts.amount ?? '1250.50'}</Amt>
  <CdtDbtInd>${parts.direction ?? 'CRDT'}</CdtDbtInd>${parts.more ?? ''}
  <Sts>${parts.status ?? '<Cd>BOOK</Cd>'}</Sts>
  <BookgDt>${parts.day ?? '<Dt>2026-06-01</Dt>'}</BookgDt>
  <ValDt><Dt>2026-06-02</Dt></ValDt>
  <AcctSvcrRef>${reference}</AcctSvcrRef>
  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
  ${parts.details ?? '<NtryDtls><TxDtls><RmtInf><Ustrd>ann</Ustrd></RmtInf></TxDtls></NtryDtls>'}
</Ntry>`
const transaction = (amount: string, remittance: string, reference?: string) => `<TxDtls>
  <Refs>${reference ? `<AcctSvcrRef>${reference}</AcctSvcrRef>` : ''}<EndToEndId>E2E</EndToEndId></Refs>
  ${amount}
  <RltdPties><Dbtr><Pty><Nm>Ann &amp; Co 🚚</Nm></Pty></Dbtr></RltdPties>
  <RmtInf>${remittance}</RmtInf>
</TxDtls>`
const sentOf = (text: string) => entriesOf(text).entries.map(({ entry }) => entry)

it('reads what was received and booked, with the references of the creditor and the free text', () => {
  const strd = '<Strd><CdtrRefInf><Ref>RF18 5390</Ref></CdtrRefInf></Strd>'
  const ustrd = '<Ustrd>invoices of\n May, &lt;ann&gt;</Ustrd><Ustrd>thanks</Ustrd>'
  const details = `<NtryDtls>${transaction('', ustrd + strd)}</NtryDtls>`
  expect(sentOf(statement(entryOf('B-1', { details })))).toEqual([
    {
      ...{ entryReference: 'B-1', bookedOn: '2026-06-01', amountMinor: 125_050, currency: 'EUR' },
      remittance: 'RF18 5390 invoices of May, <ann> thanks',
    },
  ])
})

it('reads older versions, prefixes, a time of booking, several statements and an envelope', () => {
  const old = entryOf('B-1', { status: 'BOOK', day: '<DtTm>2026-06-01T23:30:00+02:00</DtTm>' })
  const plain = statement(old, '02').replace('<Stmt>', '<Stmt><Id>0</Id></Stmt><Stmt>')
  const prefixed = plain.replace(/<(\/?)(?=[A-Z])/g, '<$1c:').replace('xmlns=', 'xmlns:c=')
  const enveloped = plain
    .replace('<Document', '<Envelope><AppHdr/><Document')
    .replace('</Document>', '</Document></Envelope>')
  for (const text of [plain, prefixed, enveloped, plain.replaceAll('\n', '\r\n')])
    expect(sentOf(text)).toMatchObject([{ entryReference: 'B-1', bookedOn: '2026-06-01' }])
})

const part = expect.stringMatching(/^B-1\/[0-9a-f]{12}$/)
it.each([
  ['their own references', ['T-1', 'T-2'], ['T-1', 'T-2']],
  ['no references', [undefined, undefined], [part, part]],
  ['the reference of the batch', ['B-1', 'B-1'], [part, part]],
])('reads each transaction of a batch with %s', (_, [first, second], expected) => {
  const details = `<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>
    ${transaction('<Amt Ccy="EUR">1000</Amt><CdtDbtInd>CRDT</CdtDbtInd>', '<Ustrd>ann</Ustrd>', first)}
    ${transaction('<AmtDtls><TxAmt><Amt Ccy="EUR">250.5</Amt></TxAmt></AmtDtls>', '<Ustrd>bob</Ustrd>', second)}
  </NtryDtls>`
  const sent = sentOf(statement(entryOf('B-1', { details })))
  expect(sent.map(({ entryReference }) => entryReference)).toEqual(expected)
  expect(sent).toMatchObject([
    { amountMinor: 100_000, remittance: 'ann' },
    { amountMinor: 25_050, remittance: 'bob' },
  ])
})

it('names the transactions of a batch alike in whatever order the bank lists them, and each differently', () => {
  const of = (amount: string, remittance: string) =>
    transaction(`<Amt Ccy="EUR">${amount}</Amt>`, `<Ustrd>${remittance}</Ustrd>`)
  const parts = [of('1000', 'ann'), of('150.5', 'bob'), of('50', 'bob'), of('50', 'bob')]
  const read = (transactions: readonly string[]) =>
    sentOf(statement(entryOf('B-1', { details: `<NtryDtls>${transactions.join('')}</NtryDtls>` })))
  const byReference = (transactions: readonly string[]) =>
    read(transactions).toSorted((a, b) => (a.entryReference < b.entryReference ? -1 : 1))
  const sent = byReference(parts)
  expect(new Set(sent.map(({ entryReference }) => entryReference)).size).toBe(4)
  expect(byReference(parts.toReversed())).toEqual(sent)
  expect(byReference(parts.map((one) => one.replace('50<', '50.00<')))).toEqual(sent)
})

it('a batch whose transactions the bank does not list is one entry', () => {
  const details = '<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch></NtryDtls>'
  expect(sentOf(statement(entryOf('B-1', { details })))).toMatchObject([
    { entryReference: 'B-1', amountMinor: 125_050, remittance: '-' },
  ])
})

it('leaves out debits, reversals and what is not booked yet, by name', () => {
  const { entries, leftOut } = entriesOf(
    statement(
      [
        entryOf('fee', { amount: '3', direction: 'DBIT' }),
        entryOf('taken back', { direction: 'DBIT', more: '<RvslInd>true</RvslInd>' }),
        entryOf('given back', { more: '<RvslInd>1</RvslInd>' }),
        entryOf('next', { status: '<Cd>PDNG</Cd>' }),
        entryOf('B-1', { more: '<RvslInd>false</RvslInd>' }),
      ].join('\n'),
    ),
  )
  expect(entries).toMatchObject([{ entry: { entryReference: 'B-1' } }])
  expect(leftOut).toMatchObject([
    { entryReference: 'fee', reason: 'not_received', amountMinor: -300, remittance: 'ann' },
    { entryReference: 'taken back', reason: 'reversal', amountMinor: -125_050 },
    { entryReference: 'given back', reason: 'reversal', amountMinor: 125_050 },
    { entryReference: 'next', reason: 'pending' },
  ])
})

const unequal = `<NtryDtls>${transaction('<Amt Ccy="EUR">1</Amt>', '')}${transaction('<Amt Ccy="EUR">2</Amt>', '')}</NtryDtls>`
const mixed = unequal.replace('"EUR">1<', '"USD">1248.50<')
const laughs = '<!DOCTYPE Document [<!ENTITY a "ann"><!ENTITY b "&a;&a;">]>'

it.each([
  ['text that is not well-formed', '<Document>', /not well-formed XML/],
  [
    'another message',
    statement('').replaceAll('Stmt>', 'Rpt>'),
    /camt.053 .*found Document of urn:iso/,
  ],
  ['other XML', '<html/>', /camt.053 .*found html$/],
  ['an entity', statement(entryOf('&b;')).replace('<Document', `${laughs}<Document`), /entity.*b/i],
  ['an entry without a reference', statement(entryOf('')), /line 12: reference/],
  ['a reference that is none', statement(entryOf('NONREF')), /line 12: reference/],
  [
    'a batch without a reference',
    statement(entryOf('', { details: unequal.replace('>2<', '>1249.50<') })),
    /line \d+: reference: [^/]*$/m,
  ],
  [
    'a second entry with its reference',
    statement(entryOf('B') + entryOf('B')),
    /line \d+: reference: B is that of line 12/,
  ],
  [
    'a transaction in another currency',
    statement(entryOf('B', { details: mixed })),
    /line 12: entry B: .*1248.50 USD, 2 EUR/,
  ],
  [
    'transactions of another sum',
    statement(entryOf('B', { details: unequal })),
    /line 12: entry B: expected .* sum to 1250.50 EUR, found 1 EUR, 2 EUR/,
  ],
  ['an amount that is none', statement(entryOf('B', { amount: '1,5' })), /line 12: amount/],
])('refuses %s', (_, text, message) => {
  expect(() => entriesOf(text)).toThrow(message)
})

it('counts lines after characters outside of the basic plane, and lines that end in CRLF', () => {
  const details = `<NtryDtls>${transaction('', '<Ustrd>🚚🚚🚚 ann</Ustrd>')}</NtryDtls>`
  const text = statement(`${entryOf('B-1', { details })}\n${entryOf('B-2')}`)
  const line = text.split('\n').findLastIndex((one) => one.includes('<Ntry>')) + 1
  for (const each of [text, text.replaceAll('\n', '\r\n')])
    expect(entriesOf(each).entries.map((one) => one.line)).toEqual([12, line])
})
