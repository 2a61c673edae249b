import { sqlMigration } from '@stoa/postgres'

export const catalog = sqlMigration(`
  create table products (
    sku text collate "C" primary key,
    name text not null,
    price_minor bigint not null check (price_minor >= 0),
    currency text not null,
    weight_grams integer not null check (weight_grams > 0),
    active boolean not null,
    revision integer not null default 1 check (revision > 0),
    updated_at timestamptz not null default now()
  );

  create table quote_keys (
    kid text primary key,
    private_jwk jsonb not null,
    public_jwk jsonb not null,
    created_at timestamptz not null
  );
`)
