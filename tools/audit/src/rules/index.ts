import { noAllowPolicy } from './coverage/no-allow-policy.ts'
import { noDenyByDefault } from './coverage/no-deny-by-default.ts'
import { selectsNothing } from './coverage/selects-nothing.ts'
import type { Rule } from './rule.ts'
import { plaintextAccepted } from './transport/plaintext-accepted.ts'
import { selectorInRoot } from './transport/selector-in-root.ts'

/** Every rule, by code. */
export const rules: readonly Rule[] = [
  plaintextAccepted,
  selectorInRoot,
  selectsNothing,
  noDenyByDefault,
  noAllowPolicy,
]
