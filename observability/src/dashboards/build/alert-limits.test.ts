import { expect, it } from 'vitest'
import { alertLimit, limitsOf } from './alert-limits.ts'

it('takes the limits of a panel from its alerts', () => {
  expect(alertLimit('CertificateExpires')).toMatchObject({ value: 28_800, below: true })
  expect(limitsOf(['CertificateExpires', 'CertificateExpired'], 'seconds')).toEqual({
    ...{ warning: 28_800, bad: 1_800, below: true },
  })
  expect(limitsOf(['EventLoopSlow', 'EventLoopBlocked'], 'seconds')).toEqual({
    ...{ warning: 0.2, bad: 1 },
  })
})

it('colours what is counted from 1 on when the alert fires above 0', () => {
  expect(limitsOf(['OrdersOnHold'], 'orders')).toEqual({ warning: 1 })
})

it('refuses an alert that does not exist, or compares something else than the panel shows', () => {
  expect(() => limitsOf(['NoSuchAlert'], 'seconds')).toThrow('has no alert NoSuchAlert')
  expect(() => limitsOf(['OutboxStuck'], 'messages')).toThrow(
    'OutboxStuck compares seconds, its panel shows messages',
  )
})
