/** The secret that holds whom a credential trusts, beside its certificate. */
export const caSecret = (credential: string): string => `${credential}-cacert`
