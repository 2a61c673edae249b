import type { BrokerUser } from '../../inputs/broker.ts'
import type { DeclaredService } from '../../inputs/services.ts'
import type { World } from '../../world/world.ts'

/** The users of the broker that are services; a user of another name is an operator's matter. */
export const usersWithServices = ({
  broker,
  services,
}: World): readonly { readonly user: BrokerUser; readonly service: DeclaredService }[] =>
  (broker?.users ?? []).flatMap((user) => {
    const service = services.find(({ name }) => name === user.name)
    return service ? [{ user, service }] : []
  })
