import { sqlMigration } from '@stoa/postgres'

// What Stripe converted a movement to has the movement's own id, and `…/to` for replicas of the version before, which may run beside
// this one: whichever reads it second finds it as known, and books it no second time.
export const conversionIds = sqlMigration(`
  create function conversion_is_known() returns trigger language plpgsql as $$
  declare
    own text := regexp_replace(new.transaction_id, '/to$', '');
    isKnown boolean := exists (select from provider_transactions where provider = 'stripe' and transaction_id = own);
  begin
    if new.transaction_id <> own then
      return case when isKnown then null else new end;
    end if;
    update provider_transactions set transaction_id = own
      where provider = 'stripe' and transaction_id = own || '/to' and not isKnown;
    return case when found then null else new end;
  end $$;
  create trigger conversion_is_known before insert on provider_transactions for each row
    when (new.provider = 'stripe' and new.kind = 'conversion') execute function conversion_is_known();
`)
