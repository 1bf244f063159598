-- The ledger knows an account by a number that says nothing of the person. Only this table leads from one to the other.

create table auth.account (
  account text primary key check (account <> ''),
  number uuid not null unique default gen_random_uuid(),
  created_at timestamptz not null default now()
);
comment on table auth.account is 'Accounts and the numbers under which the ledger records what they were allowed.';
