import { sqlMigration } from '@stoa/postgres'

export const ledger = sqlMigration(`
  create table ledger_transactions (
    transaction_id uuid primary key,
    order_id uuid not null,
    kind text not null,
    cause uuid not null,
    at timestamptz not null,
    unique (order_id, kind, cause)
  );
  create table ledger_entries (
    transaction_id uuid not null,
    account text not null,
    currency text not null,
    debit_minor bigint not null check (debit_minor >= 0),
    credit_minor bigint not null check (credit_minor >= 0),
    check ((debit_minor = 0) <> (credit_minor = 0)),
    primary key (transaction_id, account)
  );

  create function ledger_is_balanced() returns trigger language plpgsql as $$
  begin
    if exists (select from inserted group by transaction_id, currency having sum(debit_minor) <> sum(credit_minor)) then
      raise exception 'debits and credits of a ledger transaction differ' using errcode = 'check_violation';
    end if;
    if exists (select from inserted i where not exists (
      select from ledger_transactions t where t.transaction_id = i.transaction_id)) then
      raise exception 'a ledger entry without its transaction' using errcode = 'foreign_key_violation';
    end if;
    return null;
  end $$;
  create trigger balanced after insert on ledger_entries
    referencing new table as inserted for each statement execute function ledger_is_balanced();

  create function ledger_is_append_only() returns trigger language plpgsql as $$
  begin
    raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
  end $$;
  create trigger append_only before update or delete or truncate on ledger_entries
    for each statement execute function ledger_is_append_only();
  create trigger append_only before update or delete or truncate on ledger_transactions
    for each statement execute function ledger_is_append_only();
`)
