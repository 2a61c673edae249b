import { type HostileProvider, type Pick, totalMinor } from './testing-hostile-provider.ts'
import { denials } from './testing-made.ts'
import { cancel, capture, type Deed, refund, renew } from './testing-settled.ts'

export const refundIds = [1, 2, 3].map((n) => `0197a000-0000-7000-8000-0000000000a${n}`)
export const amounts = [100, 200, 300, totalMinor]
export const outcomes = ['done', 'pending', 'failed'] as const
export const lostParts = ['all', 'part', 'part_reversed'] as const
const responses = ['answered', 'lost', 'late'] as const

/** What the steps of a story need of it. */
export interface Actor {
  readonly provider: HostileProvider
  readonly pick: Pick
  one<Value>(of: readonly Value[]): Value
  do(deed: Deed | undefined, name?: string): void
  perform(response: (typeof responses)[number]): void
  answer(): void
  tellTogether(): void
  declare(): void
}

/** One thing that happens: in the shop, at the provider, or between them. */
export const storySteps = {
  capture: (story) => story.do(capture),
  cancel: (story) => story.do(cancel),
  refund: (story) => {
    const about = { refundId: story.one(refundIds), amountMinor: story.one(amounts) }
    story.do({ ...refund, ...about } as Deed)
  },
  captureThere: ({ provider, pick, one }) => {
    provider.captureNow(one(['done', 'pending', 'refused']), one(amounts), pick(3) === 0)
  },
  refundThere: ({ provider, one }) => {
    provider.refund(one(amounts), one(outcomes))
  },
  settleRefund: ({ provider, one }) => {
    const made = provider.refunds
    if (made.length > 0) provider.settleRefund(one(made), one(['done', 'failed']))
  },
  disputeOrRelease: ({ provider, pick }) => {
    if (pick(3) > 0) provider.dispute(pick(3) === 0)
    else provider.release()
  },
  closeDispute: ({ provider, one }) => provider.closeDispute(one(['won', 'lost']), one(lostParts)),
  settleCapture: ({ provider, one }) => provider.settleCapture(one(['done', 'refused'])),
  declare: (story) => story.declare(),
  perform: (story) => story.perform(story.one(responses)),
  tellAgain: (story) => {
    if (story.provider.told.length > 0) story.do(story.one(story.provider.told), 'again ')
  },
  renew: (story) => story.do(renew),
  reverse: ({ provider, pick, one }) => provider.reverse(one([50, 150, totalMinor]), pick(3) > 0),
  confirm: ({ provider, pick }) => provider.confirm(pick(2) === 0),
  decide: ({ provider, pick, one }) => provider.decide(pick(3) > 0, one(denials)),
  answer: (story) => story.answer(),
  tellTogether: (story) => story.tellTogether(),
  reopenDispute: ({ provider, pick }) => provider.reopenDispute(pick),
  tell: (story) => story.do(story.provider.next(story.pick), 'told '),
} as const satisfies Record<string, (story: Actor) => void>
export type StoryStep = keyof typeof storySteps

const names = Object.keys(storySteps) as readonly StoryStep[]
/** What the captures of a payment are made of happens more often than the rest. */
const chances: readonly StoryStep[] = [
  ...[...names, 'tell', 'tell', 'tell', 'tell', 'tellTogether'],
  ...['cancel', 'capture', 'captureThere', 'captureThere', 'settleCapture', 'perform', 'perform'],
] as const

export const chosenStep = (pick: Pick): StoryStep => chances[pick(chances.length)] ?? 'tell'
