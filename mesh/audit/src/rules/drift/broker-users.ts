import type { AuditContext } from '../../context/audit-context.ts'
import type { BrokerUser } from '../../inputs/broker.ts'
import type { DeclaredService } from '../../inputs/services.ts'

/** The broker users that are services; the others are operators. */
export const usersWithServices = ({
  broker,
  services,
}: AuditContext): readonly { readonly user: BrokerUser; readonly service: DeclaredService }[] =>
  (broker?.users ?? []).flatMap((user) => {
    const service = services.find(({ name }) => name === user.name)
    return service ? [{ user, service }] : []
  })
