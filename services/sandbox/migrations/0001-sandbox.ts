import { sqlMigration } from '@stoa/postgres'

export const sandboxTables = sqlMigration(`
  create table signing_keys (
    kid text primary key,
    private_jwk jsonb not null,
    created_at timestamptz not null default now()
  );
  create table objects (
    id text primary key,
    kind text not null,
    ref text,
    body json not null,
    updated_at timestamptz not null default now()
  );
  create index objects_ref on objects (kind, ref) where ref is not null;
  create table answers (
    key text primary key,
    fingerprint text not null,
    status integer not null,
    body text not null,
    created_at timestamptz not null default now()
  );
  create sequence serials increment 10000;
`)
